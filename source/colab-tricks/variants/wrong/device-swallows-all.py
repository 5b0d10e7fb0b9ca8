# mistake: catches every exception
# fails: q2_in_use
# %% q2
def setup_device():
    gpus = tf.config.list_physical_devices("GPU")
    for gpu in gpus:
        try:
            tf.config.experimental.set_memory_growth(gpu, True)
        except Exception as problem:
            print(problem)
    return "GPU" if gpus else "CPU"
