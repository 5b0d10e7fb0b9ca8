# mistake: softmax over the query axis, so that columns of alpha sum to 1
# fails: q1_example q1_values q1_mask q1_large_scores q1_dictionary
# %% q1
def soft_lookup(Q, K, V, mask=None):
    scores = keras.ops.matmul(Q, keras.ops.swapaxes(K, -1, -2))
    if mask is not None:
        scores = keras.ops.where(mask, scores, -1e9)
    alpha = keras.ops.softmax(scores, axis=-2)
    if mask is not None:
        alpha = keras.ops.where(mask, alpha, 0.0)
    return keras.ops.matmul(alpha, V), alpha
