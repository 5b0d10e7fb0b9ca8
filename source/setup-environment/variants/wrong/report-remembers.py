# mistake: versions are kept from call to call
# fails: q4_packages
# %% q4
KNOWN = {}

def environment_report(packages):
    for name in packages:
        if name not in KNOWN:
            try:
                KNOWN[name] = importlib.metadata.version(name)
            except importlib.metadata.PackageNotFoundError:
                KNOWN[name] = None
    versions = {name: KNOWN[name] for name in packages}
    gpus = len(tf.config.list_physical_devices("GPU"))
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return {"python": version, "packages": versions, "gpus": gpus, "device": "GPU" if gpus else "CPU", "dot_on_path": shutil.which("dot") is not None}
