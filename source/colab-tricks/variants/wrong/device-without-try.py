# mistake: a GPU that is in use ends the set-up cell
# fails: q2_in_use
# %% q2
def setup_device():
    gpus = tf.config.list_physical_devices("GPU")
    for gpu in gpus:
        tf.config.experimental.set_memory_growth(gpu, True)
    return "GPU" if gpus else "CPU"
