# mistake: reads B and T from x.shape, which are None in a traced function
# fails: q2_unknown
# %% q2a
def split_heads(x, n):
    batch, length, d = x.shape
    if d % n:
        raise ValueError("n has to divide d")
    return tf.transpose(tf.reshape(x, (batch, length, n, d // n)), (0, 2, 1, 3))
