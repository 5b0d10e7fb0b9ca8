# mistake: ends before n
# fails: q5_example q5_values
# %% q5
def sum_of_squares(n):
    return sum(i * i for i in range(n))
