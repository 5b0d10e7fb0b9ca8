# mistake: stores its results in the argument
# fails: q5_order
# %% q5
def isoflop_exponent(runs):
    a = None
    for C, (N, loss) in list(runs.items()):
        c = np.polyfit(np.log(N), loss, 2)
        runs[C] = np.exp(-c[1] / (2 * c[0]))
    return np.polyfit(np.log(list(runs)), np.log(list(runs.values())), 1)[0], runs
