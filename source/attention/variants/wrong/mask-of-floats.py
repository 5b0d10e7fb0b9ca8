# mistake: returns 0.0 and 1.0 instead of booleans
# fails: q2_example q2_lengths q2_strict
# %% q2
def causal_mask(T, include_self=True):
    return tf.linalg.band_part(tf.ones((T, T)), -1, 0) - (0.0 if include_self else tf.eye(T))
