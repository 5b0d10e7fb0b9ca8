# mistake: head j takes every n-th feature
# fails: q2_example q2_split
# %% q2a
def split_heads(x, n):
    batch, length, d = keras.ops.shape(x)
    if d % n:
        raise ValueError("n has to divide d")
    return keras.ops.transpose(keras.ops.reshape(x, (batch, length, d // n, n)), (0, 3, 1, 2))
