# mistake: looks for "Advanced" in the whole path
# fails: q3_page
# %% q3
def find_start_page(notebooks_dir, repo):
    folder = pathlib.Path(notebooks_dir) / repo
    page = folder / ("Index_Advanced.ipynb" if "Advanced" in str(folder) else "Index.ipynb")
    if not page.is_file():
        raise FileNotFoundError(page)
    return page.relative_to(notebooks_dir).as_posix()
