# mistake: takes what fits instead of raising ValueError
# fails: q2_error
# %% q2a
def split_heads(x, n):
    batch, length, d = keras.ops.shape(x)
    return keras.ops.transpose(keras.ops.reshape(x[..., : d // n * n], (batch, length, n, d // n)), (0, 2, 1, 3))
