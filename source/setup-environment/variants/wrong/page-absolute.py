# mistake: returns the whole path
# fails: q3_example q3_page q3_here
# %% q3
def find_start_page(notebooks_dir, repo):
    page = "Index_Advanced.ipynb" if "Advanced" in repo else "Index.ipynb"
    path = os.path.join(notebooks_dir, repo, page)
    if not os.path.isfile(path):
        raise FileNotFoundError(path)
    return path
