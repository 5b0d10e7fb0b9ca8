# mistake: looks for the Python package pydot instead of the program
# fails: q4_dot
# %% q4
def environment_report(packages):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    gpus = len(tf.config.list_physical_devices("GPU"))
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    dot = importlib.util.find_spec("pydot") is not None
    return {"python": version, "packages": versions, "gpus": gpus, "device": "GPU" if gpus else "CPU", "dot_on_path": dot}
