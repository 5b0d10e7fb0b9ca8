# class: 36
# attack: metadata name a kernel of its own and a provisioner
# want: V1
# outcome: the kernel is the grader's
# expect: q1_visible=failed q1_hidden=failed
# %% q1
def double(x):
    return 0 * x
# %% forge
notebook.metadata["kernelspec"] = {"name": "../../evil", "display_name": "x", "metadata": {"kernel_provisioner": {"provisioner_name": "local-provisioner"}}}
