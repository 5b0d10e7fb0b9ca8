# mistake: import_module without reload: the first version stays
# fails: q4_example q4_edits q4_same_name
# %% q4
def load_helper(path):
    path = pathlib.Path(path).resolve()
    if not path.exists():
        raise FileNotFoundError(path)
    if str(path.parent) not in sys.path:
        sys.path.insert(0, str(path.parent))
    importlib.invalidate_caches()
    return importlib.import_module(path.stem)
