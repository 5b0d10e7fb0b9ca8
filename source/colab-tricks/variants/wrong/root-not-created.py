# mistake: only computes the path
# fails: q3_paths q3_missing_base q3_again
# %% q3
def project_root(base, course="NYU", in_colab=False):
    return pathlib.Path(base, *(["My Drive", "Colab Notebooks"] if in_colab else []), course)
