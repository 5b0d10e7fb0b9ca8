# mistake: counts the CPU among the devices
# fails: q5_lists q5_placed q5_here
# %% q5
def pick_device():
    return "/GPU:0" if tf.config.get_visible_devices() else "/CPU:0"
