# mistake: puts the folder into sys.path as it was given, relative to a directory that may change
# fails: q4_sys_path
# %% q4
def load_helper(path):
    path = pathlib.Path(path)
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))
    module = type(sys)(path.stem)
    exec(compile(path.read_text(), str(path), "exec"), module.__dict__)
    return module
