# mistake: compares the numbers of features only
# fails: q4_error
# %% q4
class AddAndNorm(keras.layers.Layer):
    def __init__(self, epsilon=1e-6, **kwargs):
        super().__init__(**kwargs)
        self.epsilon = epsilon

    def build(self, x_shape, sublayer_out_shape):
        self.gamma = self.add_weight(shape=(x_shape[-1],), initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=(x_shape[-1],), initializer="zeros", name="beta")

    def call(self, x, sublayer_out):
        if x.shape[-1] != sublayer_out.shape[-1]:
            raise ValueError("shapes differ")
        z = x + sublayer_out
        mean = tf.reduce_mean(z, axis=-1, keepdims=True)
        variance = tf.reduce_mean(tf.square(z - mean), axis=-1, keepdims=True)
        return self.gamma * (z - mean) / tf.sqrt(variance + self.epsilon) + self.beta
