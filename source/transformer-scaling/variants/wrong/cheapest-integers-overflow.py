# mistake: computes in integers of 64 bits
# fails: q6_many
# %% q6b
def cheapest_model(models, inference_tokens):
    names = list(models)
    with np.errstate(all="ignore"):
        N, D = np.array([models[name] for name in names]).T
        return names[int(np.argmin(6 * N * D + 2 * N * np.int64(inference_tokens)))]
