# student: Ulla, did the set-up cell and left the training; reload is the one of the lecture
# score: 12
# %% q1a
def in_colab():
    try:
        from google.colab import drive
        IN_COLAB = True
    except ImportError:
        IN_COLAB = False
    return IN_COLAB

# %% q1b
def parse_tf_version(v):
    m = re.match(r"([0-9]+)\.([0-9]+)", v)
    if not m:
        raise ValueError(v)
    return int(m.group(1)), int(m.group(2))

# %% q2
def setup_device():
    gpus = tf.config.list_physical_devices("GPU")
    for gpu in gpus:
        try:
            tf.config.experimental.set_memory_growth(gpu, True)
        except RuntimeError as e:
            print(e)
    return "GPU" if gpus else "CPU"

# %% q3
def project_root(base, course="NYU", in_colab=False):
    base = pathlib.Path(base)
    root = base / "My Drive" / "Colab Notebooks" / course if in_colab else base / course
    root.mkdir(parents=True, exist_ok=True)
    return root

# %% q4
def load_helper(path):
    import importlib.util
    p = pathlib.Path(path).resolve()
    if str(p.parent) not in sys.path:
        sys.path.append(str(p.parent))
    spec = importlib.util.spec_from_file_location(p.stem, p)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
