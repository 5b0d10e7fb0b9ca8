# mistake: a hidden GPU counts
# fails: q5_lists
# %% q5
def pick_device():
    return "/GPU:0" if tf.config.list_physical_devices("GPU") else "/CPU:0"
