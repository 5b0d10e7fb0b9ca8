# mistake: a package that is not installed is left out
# fails: q4_example q4_packages
# %% q4
def environment_report(packages):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            pass
    gpus = len(tf.config.list_physical_devices("GPU"))
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return {"python": version, "packages": versions, "gpus": gpus, "device": "GPU" if gpus else "CPU", "dot_on_path": shutil.which("dot") is not None}
