# mistake: remembers the first answer
# fails: q1_colab q1_errors
# %% q1a
IN_COLAB = []

def in_colab():
    if not IN_COLAB:
        try:
            from google.colab import drive
            IN_COLAB.append(True)
        except ImportError:
            IN_COLAB.append(False)
    return IN_COLAB[0]
