# mistake: the last GPU, which is not called GPU:0
# fails: q5_lists
# %% q5
def pick_device():
    gpus = tf.config.get_visible_devices("GPU")
    return f"/GPU:{len(gpus) - 1}" if gpus else "/CPU:0"
