# mistake: adds floats
# fails: q5_values
# %% q5
def sum_of_squares(n):
    return sum(float(i) ** 2 for i in range(1, n + 1))
