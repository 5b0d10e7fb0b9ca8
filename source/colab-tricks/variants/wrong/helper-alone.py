# mistake: the folder is not in sys.path, so a helper cannot import its neighbour
# fails: q4_sys_path
# %% q4
def load_helper(path):
    path = pathlib.Path(path)
    module = type(sys)(path.stem)
    exec(compile(path.read_text(), str(path), "exec"), module.__dict__)
    return module
