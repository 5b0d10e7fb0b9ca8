# mistake: reshapes to (B, n, T, d/n) at once: heads mix positions
# fails: q2_example q2_split
# %% q2a
def split_heads(x, n):
    batch, length, d = keras.ops.shape(x)
    if d % n:
        raise ValueError("n has to divide d")
    return keras.ops.reshape(x, (batch, n, length, d // n))
