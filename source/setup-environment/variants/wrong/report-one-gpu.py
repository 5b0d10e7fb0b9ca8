# mistake: reports whether there is a GPU instead of how many
# fails: q4_gpus
# %% q4
def environment_report(packages):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    gpus = int(bool(tf.config.list_physical_devices("GPU")))
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return {"python": version, "packages": versions, "gpus": gpus, "device": "GPU" if gpus else "CPU", "dot_on_path": shutil.which("dot") is not None}
