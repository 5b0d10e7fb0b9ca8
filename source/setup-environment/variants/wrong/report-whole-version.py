# mistake: the whole version of Python, with the third number
# fails: q4_python
# %% q4
def environment_report(packages):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    gpus = len(tf.config.list_physical_devices("GPU"))
    return {"python": sys.version.split()[0], "packages": versions, "gpus": gpus, "device": "GPU" if gpus else "CPU", "dot_on_path": shutil.which("dot") is not None}
