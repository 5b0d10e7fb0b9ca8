# route: BackupAndRestore that keeps its backup; find_spec and a loader without bytecode; os.path and makedirs
# %% q1a
def in_colab():
    try:
        importlib.import_module("google.colab.drive")
        return True
    except ModuleNotFoundError:
        return False

# %% q1b
def parse_tf_version(v):
    match = re.fullmatch(r"(\d+)\.(\d+)(.*)", v, flags=re.DOTALL)
    if not match:
        raise ValueError("not a version")
    major, minor, _ = match.groups()
    return (int(major), int(minor))

# %% q2
def setup_device():
    gpus = [device for device in tf.config.list_physical_devices() if device.device_type == "GPU"]
    if not gpus:
        return "CPU"
    for gpu in gpus:
        try:
            tf.config.experimental.set_memory_growth(device=gpu, enable=True)
        except RuntimeError:
            pass
    return "GPU"

# %% q3
def project_root(base, course="NYU", in_colab=False):
    parts = ("My Drive", "Colab Notebooks", course) if in_colab else (course,)
    folder = os.path.join(base, *parts)
    os.makedirs(folder, exist_ok=True)
    return pathlib.Path(folder)

# %% q4
def load_helper(path):
    import importlib.machinery
    import importlib.util

    class Uncached(importlib.machinery.SourceFileLoader):
        def get_code(self, fullname):
            return self.source_to_code(self.get_data(self.path), self.path)

    path = os.path.abspath(path)
    folder, name = os.path.dirname(path), os.path.basename(path)[:-3]
    if folder not in sys.path:
        sys.path.insert(0, folder)
    spec = importlib.util.spec_from_loader(name, Uncached(name, path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

# %% q5
def resumable_fit(make_model, X, y, epochs, ckpt_dir, batch_size=32):
    model = make_model()
    os.makedirs(ckpt_dir, exist_ok=True)
    backup = keras.callbacks.BackupAndRestore(os.path.join(ckpt_dir, "own"), delete_checkpoint=False)
    model.fit(X, y, batch_size=batch_size, epochs=epochs, shuffle=False, callbacks=[backup], verbose=0)
    return model
