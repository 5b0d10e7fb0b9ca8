# student: Xu, tests in the answer cells: one mounts a Drive that is not there, one ends the process's cell by an assertion; question 4 has a typing error
# score: 17
# %% q1a
def in_colab():
    try:
        from google.colab import drive
        return True
    except ImportError:
        return False

if not in_colab():
    drive.mount("/content/drive")

# %% q1b
def parse_tf_version(v):
    match = re.match(r"([0-9]+)\.([0-9]+)", v)
    if match:
        return int(match[1]), int(match[2])
    raise ValueError("nightly?")

assert parse_tf_version(tf.__version__) == (2, 12), "please install TensorFlow 2.12"

# %% q2
def setup_device():
    gpus = tf.config.list_physical_devices("GPU")
    for gpu in gpus:
        try:
            tf.config.experimental.set_memory_growth(gpu, True)
        except RuntimeError:
            print("in use:", gpu)
    return "GPU" if gpus else "CPU"

# %% q3
def project_root(base, course="NYU", in_colab=False):
    root = pathlib.Path(base).joinpath(*(["My Drive", "Colab Notebooks"] if in_colab else []), course)
    os.makedirs(root, exist_ok=True)
    return root

# %% q4
def load_helper(path):
    path = pathlib.Path(path).resolve(
    return importlib.import_module(path.stem)

# %% q5
def resumable_fit(make_model, X, y, epochs, ckpt_dir, batch_size=32):
    folder = pathlib.Path(ckpt_dir)
    folder.mkdir(exist_ok=True, parents=True)
    name = folder / "model.keras"
    model = keras.models.load_model(name) if name.exists() else make_model()
    steps = int(np.ceil(len(X) / batch_size))
    start = int(model.optimizer.iterations.numpy()) // steps
    checkpoint = keras.callbacks.ModelCheckpoint(str(name), save_freq="epoch")
    model.fit(X, y, batch_size=batch_size, epochs=epochs, initial_epoch=start, shuffle=False, callbacks=[checkpoint], verbose=0)
    return model
