# mistake: mkdir without parents
# fails: q3_example q3_paths q3_missing_base q3_again q3_no_chdir
# %% q3
def project_root(base, course="NYU", in_colab=False):
    root = pathlib.Path(base, *(["My Drive", "Colab Notebooks"] if in_colab else []), course)
    root.mkdir(exist_ok=True)
    return root
