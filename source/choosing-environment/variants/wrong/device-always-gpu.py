# mistake: GPU, whatever is there
# fails: q5_lists
# %% q5
def pick_device():
    return "/GPU:0"
