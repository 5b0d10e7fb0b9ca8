# mistake: no gamma, no beta
# fails: q4_weights
# %% q4
class AddAndNorm(keras.layers.Layer):
    def __init__(self, epsilon=1e-6, **kwargs):
        super().__init__(**kwargs)
        self.epsilon = epsilon

    def build(self, x_shape, sublayer_out_shape):
        self.gamma, self.beta = 1.0, 0.0

    def call(self, x, sublayer_out):
        if tuple(x.shape) != tuple(sublayer_out.shape):
            raise ValueError("shapes differ")
        z = x + sublayer_out
        mean = tf.reduce_mean(z, axis=-1, keepdims=True)
        variance = tf.reduce_mean(tf.square(z - mean), axis=-1, keepdims=True)
        return self.gamma * (z - mean) / tf.sqrt(variance + self.epsilon) + self.beta
