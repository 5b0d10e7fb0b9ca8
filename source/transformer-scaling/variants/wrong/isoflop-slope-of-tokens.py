# mistake: the exponent of D
# fails: q5_example q5_exact q5_line q5_exponent q5_order
# %% q5
def isoflop_exponent(runs):
    N_opt = {}
    for C, (N, loss) in runs.items():
        c = np.polyfit(np.log(N), loss, 2)
        N_opt[C] = np.exp(-c[1] / (2 * c[0]))
    C = np.array(list(N_opt))
    D = C / 6 / np.array(list(N_opt.values()))
    return np.polyfit(np.log(C), np.log(D), 1)[0], N_opt
