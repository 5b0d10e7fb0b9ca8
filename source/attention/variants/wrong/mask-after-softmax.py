# mistake: sets masked weights to 0 after the softmax and does not renormalise
# fails: q1_example q1_mask q1_large_scores
# %% q1
def soft_lookup(Q, K, V, mask=None):
    alpha = keras.ops.softmax(keras.ops.matmul(Q, keras.ops.swapaxes(K, -1, -2)), axis=-1)
    if mask is not None:
        alpha = alpha * keras.ops.cast(mask, "float32")
    return keras.ops.matmul(alpha, V), alpha
