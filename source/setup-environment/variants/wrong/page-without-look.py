# mistake: does not look whether the file exists
# fails: q3_missing
# %% q3
def find_start_page(notebooks_dir, repo):
    return f"{repo}/Index_Advanced.ipynb" if "Advanced" in repo else f"{repo}/Index.ipynb"
