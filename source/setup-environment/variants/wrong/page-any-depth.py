# mistake: takes the first file of that name at any depth
# fails: q3_missing
# %% q3
def find_start_page(notebooks_dir, repo):
    page = "Index_Advanced.ipynb" if "Advanced" in repo else "Index.ipynb"
    found = sorted(pathlib.Path(notebooks_dir, repo).rglob(page), key=lambda path: len(path.parts))
    found = [path for path in found if path.is_file()]
    if not found:
        raise FileNotFoundError(page)
    return found[0].relative_to(notebooks_dir).as_posix()
