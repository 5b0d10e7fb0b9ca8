# mistake: divides by the root mean square, without subtracting the mean
# fails: q4_example q4_values
# %% q4
class AddAndNorm(keras.layers.Layer):
    def __init__(self, epsilon=1e-6, **kwargs):
        super().__init__(**kwargs)
        self.epsilon = epsilon

    def build(self, x_shape, sublayer_out_shape):
        self.gamma = self.add_weight(shape=(x_shape[-1],), initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=(x_shape[-1],), initializer="zeros", name="beta")

    def call(self, x, sublayer_out):
        if tuple(x.shape) != tuple(sublayer_out.shape):
            raise ValueError("shapes differ")
        z = x + sublayer_out
        mean = 0.0
        variance = tf.reduce_mean(tf.square(z - mean), axis=-1, keepdims=True)
        return self.gamma * (z - mean) / tf.sqrt(variance + self.epsilon) + self.beta
