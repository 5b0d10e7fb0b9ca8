# mistake: inserts the folder into sys.path at every call
# fails: q4_sys_path
# %% q4
def load_helper(path):
    path = pathlib.Path(path).resolve()
    sys.path.insert(0, str(path.parent))
    module = type(sys)(path.stem)
    exec(compile(path.read_text(), str(path), "exec"), module.__dict__)
    return module
