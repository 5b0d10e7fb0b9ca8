# mistake: batch normalization
# fails: q4_example q4_values q4_weights q4_alone
# %% q4
class AddAndNorm(keras.layers.Layer):
    def __init__(self, epsilon=1e-6, **kwargs):
        super().__init__(**kwargs)
        self.norm = keras.layers.BatchNormalization(epsilon=epsilon)

    def call(self, x, sublayer_out):
        if x.shape != sublayer_out.shape:
            raise ValueError("shapes differ")
        return self.norm(x + sublayer_out, training=True)
