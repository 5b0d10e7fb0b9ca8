# mistake: leaves the head behind the position: (B, T, n, d/n)
# fails: q2_example q2_split q2_unknown q2_error
# %% q2a
def split_heads(x, n):
    batch, length, d = keras.ops.shape(x)
    if d % n:
        raise ValueError("n has to divide d")
    return keras.ops.reshape(x, (batch, length, n, d // n))
