# mistake: takes the run with the lowest loss
# fails: q5_example q5_exact q5_line q5_minima q5_order
# %% q5
def isoflop_exponent(runs):
    N_opt = {}
    for C, (N, loss) in runs.items():
        N_opt[C] = N[np.argmin(loss)]
    return np.polyfit(np.log(list(N_opt)), np.log(list(N_opt.values())), 1)[0], N_opt
