# mistake: prefers whichever file exists, not the one that the name demands
# fails: q3_page q3_missing
# %% q3
def find_start_page(notebooks_dir, repo):
    for page in ("Index_Advanced.ipynb", "Index.ipynb"):
        if pathlib.Path(notebooks_dir, repo, page).is_file():
            return f"{repo}/{page}"
    raise FileNotFoundError(repo)
