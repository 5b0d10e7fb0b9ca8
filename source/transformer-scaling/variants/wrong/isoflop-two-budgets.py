# mistake: the slope between the smallest and the largest budget
# fails: q5_line q5_order
# %% q5
def isoflop_exponent(runs):
    N_opt = {}
    for C, (N, loss) in runs.items():
        c = np.polyfit(np.log(N), loss, 2)
        N_opt[C] = np.exp(-c[1] / (2 * c[0]))
    low, high = min(N_opt), max(N_opt)
    return np.log(N_opt[high] / N_opt[low]) / np.log(high / low), N_opt
