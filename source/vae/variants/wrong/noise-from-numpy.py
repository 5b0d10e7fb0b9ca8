# mistake: NumPy noise of the static shape: frozen in a compiled function, and no unknown batch
# fails: q1_noise q4_shapes
# %% q1
class Sampling(keras.layers.Layer):
    def call(self, inputs):
        z_mean, z_log_var = inputs
        noise = np.random.normal(size=z_mean.shape).astype("float32")
        return z_mean + tf.exp(0.5 * z_log_var) * noise
