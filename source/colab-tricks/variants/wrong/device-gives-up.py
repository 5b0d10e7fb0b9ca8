# mistake: one try around the loop: the first GPU in use ends it
# fails: q2_in_use
# %% q2
def setup_device():
    gpus = tf.config.list_physical_devices("GPU")
    try:
        for gpu in gpus:
            tf.config.experimental.set_memory_growth(gpu, True)
    except RuntimeError as problem:
        print(problem)
    return "GPU" if gpus else "CPU"
