# mistake: N_opt is a list
# fails: q5_example q5_exact q5_minima q5_order
# %% q5
def isoflop_exponent(runs):
    N_opt = {}
    for C, (N, loss) in runs.items():
        c = np.polyfit(np.log(N), loss, 2)
        N_opt[C] = np.exp(-c[1] / (2 * c[0]))
    return np.polyfit(np.log(list(N_opt)), np.log(list(N_opt.values())), 1)[0], list(N_opt.values())
