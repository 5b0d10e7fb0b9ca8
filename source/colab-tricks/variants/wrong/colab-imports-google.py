# mistake: looks for `google`, which protobuf installs everywhere
# fails: q1_here q1_colab q1_errors
# %% q1a
def in_colab():
    try:
        import google
    except ImportError:
        return False
    return True
