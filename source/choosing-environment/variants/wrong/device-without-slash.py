# mistake: another spelling of the name
# fails: q5_here q5_lists q5_placed
# %% q5
def pick_device():
    return "GPU:0" if tf.config.get_visible_devices("GPU") else "CPU:0"
