# mistake: computes the sample in NumPy: no gradient, no compiled function
# fails: q1_noise q1_gradient q4_shapes
# %% q1
class Sampling(keras.layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        z_mean, z_log_var = z_mean.numpy(), z_log_var.numpy()
        z = np.random.normal(z_mean, np.exp(0.5 * z_log_var))
        return tf.constant(z, tf.float32)
