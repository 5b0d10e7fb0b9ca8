# mistake: says CPU when a GPU is in use
# fails: q2_in_use
# %% q2
def setup_device():
    gpus = tf.config.list_physical_devices("GPU")
    device = "GPU" if gpus else "CPU"
    for gpu in gpus:
        try:
            tf.config.experimental.set_memory_growth(gpu, True)
        except RuntimeError:
            device = "CPU"
    return device
