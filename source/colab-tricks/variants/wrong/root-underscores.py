# mistake: replaces blanks, so that it is another folder than the one in Drive
# fails: q3_example q3_paths q3_missing_base
# %% q3
def project_root(base, course="NYU", in_colab=False):
    below = ("My Drive/Colab Notebooks/" if in_colab else "") + course
    root = pathlib.Path(base) / below.replace(" ", "_")
    root.mkdir(parents=True, exist_ok=True)
    return root
