# mistake: asks whether TensorFlow could use a GPU, not whether it sees one
# fails: q4_gpus
# %% q4
def environment_report(packages):
    versions = {}
    for name in packages:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = None
    gpus = len(tf.config.list_physical_devices("GPU"))
    device = "GPU" if tf.test.is_built_with_cuda() else "CPU"
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return {"python": version, "packages": versions, "gpus": gpus, "device": device, "dot_on_path": shutil.which("dot") is not None}
