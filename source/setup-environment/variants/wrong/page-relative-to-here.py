# mistake: relative to the working directory instead of to notebooks_dir
# fails: q3_example q3_page q3_here
# %% q3
def find_start_page(notebooks_dir, repo):
    path = pathlib.Path(notebooks_dir, repo, "Index_Advanced.ipynb" if "Advanced" in repo else "Index.ipynb")
    if not path.is_file():
        raise FileNotFoundError(path)
    return os.path.relpath(path)
