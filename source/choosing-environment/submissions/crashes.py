# student: Jonas, tries things out in the cells: mounts a Drive, divides by 0, calls itself without an end; a quote is not closed
# score: 4.5
# %% q1
def training_hours(n_flops, peak_flops, utilization=1.0, n_devices=1):
    if not 0 < utilization <= 1:
        raise ValueError("utilization")
    return n_flops / (peak_flops * utilization * n_devices) / 3600

print(training_hours(1e18, 0))

# %% q2
def training_memory_gb(n_params, optimizer="adam", bytes_per_value=4, activations_gb=0.0, training=True):
    slots = {"sgd: 0, "momentum": 1, "adam": 2}
    return n_params * bytes_per_value * (2 + slots[optimizer]) / 1e9

# %% q3
from google.colab import drive
drive.mount("/content/drive")

def choose_environment(job, envs):
    return envs[0]["name"]

# %% q4
def colab_sessions(total_hours, session_hours, checkpoint_every, restore_hours=0.0):
    def further(left, work):
        if left <= work:
            return 1
        return 1 + further(left - max(0, work // checkpoint_every * checkpoint_every), session_hours - restore_hours)
    return further(total_hours, session_hours)

# %% q5
def pick_device():
    return "/GPU:0" if tf.config.get_visible_devices("GPU") else "/CPU:0"

1 / 0
