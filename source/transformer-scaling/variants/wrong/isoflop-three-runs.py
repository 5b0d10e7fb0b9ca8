# mistake: a parabola through the best run and its neighbours in the list
# fails: q5_minima
# %% q5
def isoflop_exponent(runs):
    N_opt = {}
    for C, (N, loss) in runs.items():
        best = min(max(int(np.argmin(loss)), 1), len(N) - 2)
        x = np.log(N[best - 1 : best + 2])
        c = np.polyfit(x - x[1], loss[best - 1 : best + 2], 2)
        vertex = -c[1] / (2 * c[0])
        N_opt[C] = N[best] * np.exp(np.clip(vertex, -10, 10))
    return np.polyfit(np.log(list(N_opt)), np.log(list(N_opt.values())), 1)[0], N_opt
