# mistake: begins with an empty folder each time
# fails: q3_again
# %% q3
def project_root(base, course="NYU", in_colab=False):
    import shutil
    root = pathlib.Path(base, *(["My Drive", "Colab Notebooks"] if in_colab else []), course)
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    return root
