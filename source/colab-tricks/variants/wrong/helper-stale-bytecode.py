# mistake: the usual loader, whose compiled cache is stale after a quick edit
# fails: q4_edits
# %% q4
def load_helper(path):
    import importlib.util
    path = pathlib.Path(path).resolve()
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
