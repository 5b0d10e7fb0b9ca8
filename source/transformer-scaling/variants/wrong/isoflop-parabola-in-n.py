# mistake: a parabola in N, not in ln N
# fails: q5_example q5_exact q5_line q5_minima q5_order
# %% q5
def isoflop_exponent(runs):
    N_opt = {}
    for C, (N, loss) in runs.items():
        c = np.polyfit(N / N.max(), loss, 2)
        N_opt[C] = abs(c[1] / (2 * c[0])) * N.max()
    return np.polyfit(np.log(list(N_opt)), np.log(list(N_opt.values())), 1)[0], N_opt
