# mistake: stops the gradient behind the standard deviation
# fails: q1_gradient
# %% q1
class Sampling(keras.layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        noise = tf.random.normal(tf.shape(z_mean))
        return z_mean + tf.stop_gradient(tf.exp(0.5 * z_log_var)) * noise
