# mistake: NumPy functions: fail on the tensors of a traced function
# fails: q2_unknown
# %% q2a
def split_heads(x, n):
    if x.shape[-1] % n:
        raise ValueError("n has to divide d")
    return np.stack(np.split(x, n, axis=-1), axis=1)
