# mistake: the path of dot instead of whether there is one
# fails: q4_python q4_dot
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
    return {"python": version, "packages": versions, "gpus": gpus, "device": "GPU" if gpus else "CPU", "dot_on_path": shutil.which("dot")}
