# mistake: asks once, when the cell is run
# fails: q5_lists
# %% q5
DEVICE = "/GPU:0" if tf.config.get_visible_devices("GPU") else "/CPU:0"

def pick_device():
    return DEVICE
