# mistake: catches every exception, so a broken installation looks like a laptop
# fails: q1_errors
# %% q1a
def in_colab():
    try:
        from google.colab import drive
        return True
    except:
        return False
