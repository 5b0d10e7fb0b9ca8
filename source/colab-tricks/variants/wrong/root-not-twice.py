# mistake: os.makedirs without exist_ok: the second call fails
# fails: q3_again
# %% q3
def project_root(base, course="NYU", in_colab=False):
    folder = os.path.join(base, "My Drive", "Colab Notebooks", course) if in_colab else os.path.join(base, course)
    os.makedirs(folder)
    return pathlib.Path(folder)
