# class: 44 45
# attack: takes all memory of every GPU, and asks for others than its own
# want: V2
# outcome: an assignment without GPUs has no device; with GPUs, one job has one device (docs/gpu.md)
# runner: sandbox
# %% first
import glob, os
os.environ["CUDA_VISIBLE_DEVICES"] = "0,1,2,3"
devices = glob.glob("/dev/nvidia*") + glob.glob("/dev/dri/*") + glob.glob("/dev/kfd")
assert not devices, devices
