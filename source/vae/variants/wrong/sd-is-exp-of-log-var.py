# mistake: takes exp(z_log_var) as standard deviation, not as variance
# fails: q1_moments q1_gradient
# %% q1
class Sampling(keras.layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        noise = tf.random.normal(tf.shape(z_mean))
        return z_mean + tf.exp(z_log_var) * noise
