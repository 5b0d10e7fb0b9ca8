# mistake: draws one vector of noise and broadcasts it over the batch
# fails: q1_moments q1_noise
# %% q1
class Sampling(keras.layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        noise = tf.random.normal((1, z_mean.shape[-1]))
        return z_mean + tf.exp(0.5 * z_log_var) * noise
