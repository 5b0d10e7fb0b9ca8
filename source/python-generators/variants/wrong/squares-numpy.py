# mistake: an array of all squares
# fails: q5_memory
# %% q5
def sum_of_squares(n):
    return int(np.sum(np.arange(n + 1, dtype=np.int64) ** 2))
