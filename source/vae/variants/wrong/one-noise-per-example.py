# mistake: draws one number per example and broadcasts it over the dimensions
# fails: q1_noise
# %% q1
class Sampling(keras.layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        noise = tf.random.normal((tf.shape(z_mean)[0], 1))
        return z_mean + tf.exp(0.5 * z_log_var) * noise
