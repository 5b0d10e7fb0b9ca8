# mistake: keras.losses takes a mean over the last axis, and only the other axes are summed
# fails: q3_example q3_values q3_scale q3_extremes
# %% q3
def vae_losses(x, x_tilde, z_mean, z_log_var):
    per_row = keras.losses.binary_crossentropy(x, x_tilde)
    reconstruction = tf.reduce_mean(tf.reduce_sum(per_row, axis=tf.range(1, tf.rank(per_row))))
    kl = tf.reduce_mean(kl_loss(z_mean, z_log_var))
    return {"loss": reconstruction + kl, "reconstruction_loss": reconstruction, "kl_loss": kl}
