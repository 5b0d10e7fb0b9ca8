# mistake: puts first features of all heads side by side, then second ones
# fails: q2_example q2_merge
# %% q2b
def merge_heads(x):
    batch, n, length, d_attn = keras.ops.shape(x)
    return keras.ops.reshape(keras.ops.transpose(x, (0, 2, 3, 1)), (batch, length, n * d_attn))
