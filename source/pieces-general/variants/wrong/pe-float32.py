# mistake: computes the angles in float32
# fails: q1_far
# %% q1
def positional_encoding(n_positions, d_model):
    if d_model % 2:
        raise ValueError("d_model has to be even")
    t = tf.range(n_positions, dtype=tf.float32)[:, None]
    angles = t / 10000.0 ** (tf.range(0, d_model, 2, dtype=tf.float32) / d_model)
    return tf.reshape(tf.stack([tf.sin(angles), tf.cos(angles)], axis=2), (n_positions, d_model))
