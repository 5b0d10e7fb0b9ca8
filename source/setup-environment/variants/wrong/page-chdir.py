# mistake: changes into the notebooks directory and stays there
# fails: q3_here
# %% q3
def find_start_page(notebooks_dir, repo):
    os.chdir(notebooks_dir)
    page = "Index_Advanced.ipynb" if "Advanced" in repo else "Index.ipynb"
    if not os.path.isfile(f"{repo}/{page}"):
        raise FileNotFoundError(page)
    return f"{repo}/{page}"
