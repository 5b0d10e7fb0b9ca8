# mistake: the divergence is added as a number: its gradient never reaches the Encoder
# fails: q3_sum
# %% q3
def vae_losses(x, x_tilde, z_mean, z_log_var):
    """Scalars "loss", "reconstruction_loss" and "kl_loss", in nats per image."""
    x_tilde = tf.clip_by_value(x_tilde, 1e-7, 1 - 1e-7)
    per_pixel = -(x * tf.math.log(x_tilde) + (1 - x) * tf.math.log(1 - x_tilde))
    per_image = tf.reduce_sum(per_pixel, axis=tf.range(1, tf.rank(per_pixel)))
    reconstruction = tf.reduce_mean(per_image)
    kl = tf.stop_gradient(tf.reduce_mean(kl_loss(z_mean, z_log_var)))
    return {"loss": reconstruction + kl, "reconstruction_loss": reconstruction, "kl_loss": kl}
