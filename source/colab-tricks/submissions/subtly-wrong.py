# student: Viktor, experienced and in a hurry: bare except, one try around the loop, chdir, weights without the optimizer
# score: 14
# %% q1a
def in_colab():
    try:
        import google.colab
        return True
    except:
        return False

# %% q1b
def parse_tf_version(v):
    a, b = re.match(r"(\d+)\.(\d+)", v).groups() if re.match(r"(\d+)\.(\d+)", v) else v.split("nothing", 1)
    return int(a), int(b)

# %% q2
def setup_device():
    gpus = tf.config.list_physical_devices("GPU")
    try:
        [tf.config.experimental.set_memory_growth(g, True) for g in gpus]
    except RuntimeError: pass
    return "GPU" if gpus else "CPU"

# %% q3
def project_root(base, course="NYU", in_colab=False):
    p = pathlib.Path(base) / ("My Drive/Colab Notebooks" if in_colab else ".") / course
    p.mkdir(parents=True, exist_ok=True)
    os.chdir(p)
    return p

# %% q4
def load_helper(path):
    path = pathlib.Path(path).absolute()
    src = path.read_text()
    if str(path.parent) not in sys.path: sys.path.insert(0, str(path.parent))
    m = type(sys)(path.stem)
    exec(src, m.__dict__)
    return m

# %% q5
def resumable_fit(make_model, X, y, epochs, ckpt_dir, batch_size=32):
    d = pathlib.Path(ckpt_dir); d.mkdir(parents=True, exist_ok=True)
    model, start = make_model(), 0
    for f in sorted(d.glob("*.weights.h5")):
        start = int(f.name.split(".")[0]); last = f
    if start: model.load_weights(last)
    for e in range(start, epochs):
        model.fit(X, y, batch_size, epochs=e + 1, initial_epoch=e, shuffle=False, verbose=0)
        model.save_weights(d / f"{e + 1:04}.weights.h5")
    return model
