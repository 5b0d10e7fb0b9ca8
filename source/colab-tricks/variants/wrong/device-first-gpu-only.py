# mistake: memory growth on the first GPU only
# fails: q2_every q2_in_use
# %% q2
def setup_device():
    gpus = tf.config.list_physical_devices("GPU")
    if gpus:
        try:
            tf.config.experimental.set_memory_growth(gpus[0], True)
        except RuntimeError as problem:
            print(problem)
        return "GPU"
    return "CPU"
