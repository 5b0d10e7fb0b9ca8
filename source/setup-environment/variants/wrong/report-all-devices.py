# mistake: counts all devices, the CPU included
# fails: q4_example q4_gpus
# %% q4
def environment_report(packages):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    gpus = len(tf.config.list_physical_devices())
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return {"python": version, "packages": versions, "gpus": gpus, "device": "GPU" if gpus > 1 else "CPU", "dot_on_path": shutil.which("dot") is not None}
