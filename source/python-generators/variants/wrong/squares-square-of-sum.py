# mistake: the square of the sum
# fails: q5_example q5_values q5_memory
# %% q5
def sum_of_squares(n):
    return sum(range(n + 1)) ** 2
