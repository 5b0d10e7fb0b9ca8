# student: Amara, programs for a living: rsplit, os.path, `distribution`, a training loop of her own
# score: 10
# %% q1
def version_at_least(found, minimum):
    def key(v):
        m = re.match(r"\d+(?:\.\d+)*", v)
        if not m:
            raise ValueError(v)
        k = [int(p) for p in m.group(0).split(".")]
        while k and not k[-1]:
            k.pop()
        return tuple(k)
    return key(found) >= key(minimum)

# %% q2
def parse_repo(name):
    course, term, year = name.rsplit("_", maxsplit=2)
    if course == "" or term not in {"Fall", "Spring"} or re.fullmatch(r"\d\d\d\d", year) is None:
        raise ValueError("bad repository name: " + name)
    return {"course": course, "term": term, "year": int(year)}

# %% q3
def find_start_page(notebooks_dir, repo):
    page = "Index_Advanced.ipynb" if "Advanced" in repo else "Index.ipynb"
    full = os.path.join(notebooks_dir, repo, page)
    if os.path.isfile(full):
        return repo + "/" + page
    raise FileNotFoundError(full)

# %% q4
def environment_report(packages):
    def v(p):
        try:
            return importlib.metadata.distribution(p).version
        except importlib.metadata.PackageNotFoundError:
            return None
    gpus = [d for d in tf.config.list_physical_devices() if d.device_type == "GPU"]
    return {"python": "{}.{}".format(*sys.version_info), "packages": {p: v(p) for p in packages}, "gpus": len(gpus),
            "device": "GPU" if len(gpus) > 0 else "CPU", "dot_on_path": shutil.which("dot") is not None}

# %% q5
def check_environment(report, requirements):
    out = []
    for name in requirements:
        x = report["python"] if name == "python" else report["packages"].get(name)
        y = requirements[name]
        if x is None:
            out.append(f"{name}: missing")
        elif not version_at_least(x, y):
            out.append(f"{name}: found {x}, need >= {y}")
    return sorted(out)

# %% q6
def smoke_train(seed):
    rng = np.random.default_rng(seed)
    t = np.arange(256)
    y = 2 * t + rng.normal(0, 1, 256)
    x = ((t - 127.5) / 127.5).reshape(-1, 1).astype("float32")
    layer = keras.layers.Dense(1, kernel_initializer=keras.initializers.RandomNormal(seed=seed))
    sgd = keras.optimizers.SGD(0.3)
    loss = keras.losses.MeanSquaredError()
    history = []
    for step in range(120):
        with tf.GradientTape() as tape:
            l = loss(y.reshape(-1, 1), layer(x))
        sgd.apply_gradients(zip(tape.gradient(l, layer.trainable_weights), layer.trainable_weights))
        history.append(float(l))
    return {"loss_first": history[0], "loss_last": history[-1], "slope": float(layer.get_weights()[0][0][0]) / 127.5}
