# route: own comparison of versions everywhere, endswith, os.path, Adam and the losses of History
# %% q1
def version_at_least(found, minimum):
    def leading(text):
        numbers, digits = [], ""
        for c in text + "$":
            if c in "0123456789":
                digits += c
            else:
                if not digits:
                    break
                numbers.append(int(digits))
                digits = ""
                if c != ".":
                    break
        if not numbers:
            raise ValueError("not a version: " + repr(text))
        return numbers

    a, b = leading(found), leading(minimum)
    for i in range(max(len(a), len(b))):
        x = a[i] if i < len(a) else 0
        y = b[i] if i < len(b) else 0
        if x != y:
            return x > y
    return True

# %% q2
def parse_repo(name):
    for term in ("Fall", "Spring"):
        head, middle, year = name.rpartition(f"_{term}_")
        if middle and head and len(year) == 4 and all(c in "0123456789" for c in year):
            return {"year": int(year), "term": term, "course": head}
    raise ValueError(f"cannot read {name}")

# %% q3
def find_start_page(notebooks_dir, repo):
    page = "Index_Advanced.ipynb" if repo.find("Advanced") >= 0 else "Index.ipynb"
    if not os.path.isfile(os.path.join(notebooks_dir, repo, page)):
        raise FileNotFoundError(2, "no start page", os.path.join(notebooks_dir, repo, page))
    return "/".join([repo, page])

# %% q4
def environment_report(packages):
    from importlib.metadata import PackageNotFoundError, distribution

    def version(name):
        try:
            return distribution(name).version
        except PackageNotFoundError:
            return None

    n = len(tf.config.list_physical_devices(device_type="GPU"))
    return dict(
        python="%d.%d" % sys.version_info[:2],
        packages={name: version(name) for name in packages},
        gpus=n,
        device="GPU" if n >= 1 else "CPU",
        dot_on_path=bool(shutil.which("dot")),
    )

# %% q5
def check_environment(report, requirements):
    have = dict(report["packages"])
    have["python"] = report["python"]
    lines = []
    for name in sorted(requirements):
        need = requirements[name]
        if name not in have or not have[name]:
            lines.append(name + ": missing")
            continue
        a, b = ([int(n) for n in re.findall("[0-9]+", re.match("[0-9.]+", v).group())] for v in (have[name], need))
        width = max(len(a), len(b))
        if a + [0] * (width - len(a)) < b + [0] * (width - len(b)):
            lines.append("%s: found %s, need >= %s" % (name, have[name], need))
    lines.sort()
    return lines

# %% q6
def smoke_train(seed):
    keras.utils.set_random_seed(seed)
    t = np.linspace(0, 255, 256).reshape(-1, 1)
    y = 2 * t + np.random.randn(256, 1)
    model = keras.Sequential([keras.layers.Input((1,)), keras.layers.Rescaling(1 / 128, offset=-1), keras.layers.Dense(1)])
    model.compile(keras.optimizers.Adam(10.0), "mean_squared_error", jit_compile=False)
    losses = model.fit(t, y, epochs=30, batch_size=64, verbose=0).history["loss"]
    low, high = model.predict(np.array([[0.0], [255.0]]), verbose=0)[:, 0]
    return {"loss_first": losses[0], "loss_last": losses[-1], "slope": float(high - low) / 255}
