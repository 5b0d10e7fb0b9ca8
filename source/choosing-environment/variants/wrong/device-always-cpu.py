# mistake: CPU, whatever is there
# fails: q5_lists
# %% q5
def pick_device():
    return "/CPU:0"
