# student: Ben, did the formulas on Sunday evening and stopped where Keras began
# score: 10
# %% q1
class Sampling(keras.layers.Layer):
    def call(self, inputs):
        m, lv = inputs
        eps = tf.random.normal(tf.shape(m))
        return m + eps * tf.sqrt(tf.exp(lv))

# %% q2
def kl_loss(z_mean, z_log_var):
    z_mean = tf.cast(z_mean, tf.float32)
    z_log_var = tf.cast(z_log_var, tf.float32)
    kl = 0.0
    for k in range(z_mean.shape[1]):
        kl = kl + 0.5 * (z_mean[:, k] ** 2 + tf.exp(z_log_var[:, k]) - 1.0 - z_log_var[:, k])
    return kl

# %% q3
def vae_losses(x, x_tilde, z_mean, z_log_var):
    B = x.shape[0]
    x = tf.reshape(x, (B, -1))
    p = tf.reshape(x_tilde, (B, -1))
    p = tf.maximum(tf.minimum(p, 1 - 1e-7), 1e-7)
    bce = -tf.reduce_sum(x * tf.math.log(p) + (1 - x) * tf.math.log(1 - p), axis=1)
    rec = tf.reduce_mean(bce)
    kl = tf.reduce_mean(kl_loss(z_mean, z_log_var))
    return {"loss": rec + kl, "reconstruction_loss": rec, "kl_loss": kl}
