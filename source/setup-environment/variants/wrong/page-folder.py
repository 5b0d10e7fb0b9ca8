# mistake: exists() instead of is_file(): a folder counts as page
# fails: q3_missing
# %% q3
def find_start_page(notebooks_dir, repo):
    page = f"{repo}/Index_Advanced.ipynb" if "Advanced" in repo else f"{repo}/Index.ipynb"
    if not pathlib.Path(notebooks_dir, page).exists():
        raise FileNotFoundError(page)
    return page
