# mistake: noise is uniform on [0, 1)
# fails: q1_moments
# %% q1
class Sampling(keras.layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        noise = tf.random.uniform(tf.shape(z_mean))
        return z_mean + tf.exp(0.5 * z_log_var) * noise
