# mistake: N_opt is left as a logarithm
# fails: q5_example q5_exact q5_minima q5_order
# %% q5
def isoflop_exponent(runs):
    N_opt = {}
    for C, (N, loss) in runs.items():
        c = np.polyfit(np.log(N), loss, 2)
        N_opt[C] = -c[1] / (2 * c[0])
    return np.polyfit(np.log(list(N_opt)), list(N_opt.values()), 1)[0], N_opt
