# mistake: changes into the notebooks directory, and back only if the page was found
# fails: q3_here
# %% q3
def find_start_page(notebooks_dir, repo):
    here = os.getcwd()
    os.chdir(notebooks_dir)
    page = "Index_Advanced.ipynb" if "Advanced" in repo else "Index.ipynb"
    if not os.path.isfile(f"{repo}/{page}"):
        raise FileNotFoundError(page)
    os.chdir(here)
    return f"{repo}/{page}"
