# mistake: re-uses the module of the same name: two helpers are mixed up
# fails: q4_same_name
# %% q4
loaded = {}

def load_helper(path):
    path = pathlib.Path(path).resolve()
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))
    module = loaded.setdefault(path.stem, type(sys)(path.stem))
    exec(compile(path.read_text(), str(path), "exec"), module.__dict__)
    return module
