# mistake: divides by the variance
# fails: q4_values q4_alone
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
        mean = tf.reduce_mean(z, axis=-1, keepdims=True)
        variance = tf.reduce_mean(tf.square(z - mean), axis=-1, keepdims=True)
        return self.gamma * (z - mean) / (variance + self.epsilon) + self.beta
