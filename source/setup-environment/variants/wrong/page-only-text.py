# mistake: joins texts, so a Path is refused
# fails: q3_page
# %% q3
def find_start_page(notebooks_dir, repo):
    page = "/Index_Advanced.ipynb" if "Advanced" in repo else "/Index.ipynb"
    if not os.path.isfile(notebooks_dir + "/" + repo + page):
        raise FileNotFoundError(repo)
    return repo + page
