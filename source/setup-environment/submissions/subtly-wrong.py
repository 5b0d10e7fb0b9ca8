# student: Chiara, quick and confident: absolute path, imports for versions, sys.version[:3], seeds only NumPy
# score: 6
# %% q1
def version_at_least(found, minimum):
    def parse(v):
        m = re.match(r"(\d+)((?:\.\d+)*)", v)
        if m is None:
            raise ValueError(v)
        return [int(n) for n in m.group(0).split(".")]
    a, b = parse(found), parse(minimum)
    n = max(len(a), len(b))
    return a + [0] * (n - len(a)) >= b + [0] * (n - len(b))

# %% q2
def parse_repo(name):
    *course, term, year = name.split("_")
    if not course or term not in ("Fall", "Spring") or len(year) != 4:
        raise ValueError("not a course repository")
    return {"course": "_".join(course), "term": term, "year": int(year)}

# %% q3
def find_start_page(notebooks_dir, repo):
    page = "Index_Advanced.ipynb" if "Advanced" in repo else "Index.ipynb"
    path = pathlib.Path(notebooks_dir).resolve() / repo / page
    if not path.is_file():
        raise FileNotFoundError(path)
    return str(path)

# %% q4
def environment_report(packages):
    versions = {}
    for p in packages:
        try:
            versions[p] = __import__(p.replace("-", "_")).__version__
        except Exception:
            versions[p] = None
    gpus = tf.config.list_physical_devices("GPU")
    return {"python": sys.version[:3], "packages": versions, "gpus": len(gpus),
            "device": "GPU" if gpus else "CPU", "dot_on_path": shutil.which("dot") is not None}

# %% q5
def check_environment(report, requirements):
    lines = []
    for name, need in requirements.items():
        have = report["python"] if name == "python" else report["packages"].get(name)
        if have is None:
            lines.append(name + ": missing")
        elif not version_at_least(have, need):
            lines.append(f"{name}: found {have}, need >= {need}")
    return sorted(lines)

# %% q6
def smoke_train(seed):
    np.random.seed(seed)
    t = np.arange(256, dtype="float32")
    y = 2 * t + np.random.randn(256)
    x = t / 255
    model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(0.3), loss="mse", jit_compile=False)
    h = model.fit(x, y, epochs=60, verbose=0)
    return {"loss_first": h.history["loss"][0], "loss_last": h.history["loss"][-1], "slope": float(model.layers[0].kernel[0, 0]) / 255}
