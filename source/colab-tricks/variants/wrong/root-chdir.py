# mistake: changes the working directory
# fails: q3_no_chdir
# %% q3
def project_root(base, course="NYU", in_colab=False):
    root = pathlib.Path(base, *(["My Drive", "Colab Notebooks"] if in_colab else []), course)
    root.mkdir(parents=True, exist_ok=True)
    os.chdir(root)
    return root
