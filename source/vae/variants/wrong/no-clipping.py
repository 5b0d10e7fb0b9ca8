# mistake: no clipping: log(0) for outputs of 0 and 1
# fails: q3_extremes
# %% q3
def vae_losses(x, x_tilde, z_mean, z_log_var):
    """Scalars "loss", "reconstruction_loss" and "kl_loss", in nats per image."""
    per_pixel = -(x * tf.math.log(x_tilde) + (1 - x) * tf.math.log(1 - x_tilde))
    per_image = tf.reduce_sum(per_pixel, axis=tf.range(1, tf.rank(per_pixel)))
    reconstruction = tf.reduce_mean(per_image)
    kl = tf.reduce_mean(kl_loss(z_mean, z_log_var))
    return {"loss": reconstruction + kl, "reconstruction_loss": reconstruction, "kl_loss": kl}
