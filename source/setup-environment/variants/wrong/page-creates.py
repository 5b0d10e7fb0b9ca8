# mistake: creates the folder of the repository where it is absent
# fails: q3_here
# %% q3
def find_start_page(notebooks_dir, repo):
    folder = pathlib.Path(notebooks_dir) / repo
    folder.mkdir(parents=True, exist_ok=True)
    page = "Index_Advanced.ipynb" if "Advanced" in repo else "Index.ipynb"
    if not (folder / page).is_file():
        raise FileNotFoundError(page)
    return f"{repo}/{page}"
