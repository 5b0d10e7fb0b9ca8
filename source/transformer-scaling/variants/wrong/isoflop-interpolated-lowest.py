# mistake: a parabola evaluated at the scanned sizes only
# fails: q5_example q5_exact q5_line q5_order
# %% q5
def isoflop_exponent(runs):
    N_opt = {}
    for C, (N, loss) in runs.items():
        c = np.polyfit(np.log(N), loss, 2)
        N_opt[C] = N[np.argmin(np.polyval(c, np.log(N)))]
    return np.polyfit(np.log(list(N_opt)), np.log(list(N_opt.values())), 1)[0], N_opt
