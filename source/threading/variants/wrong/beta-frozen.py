# mistake: the bias is fixed
# fails: q3_counts
# %% q3
class Shared(keras.layers.Layer):
    def __init__(self, n_factors):
        super().__init__()
        self.n_factors = n_factors

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], self.n_factors))
        self.offset = self.add_weight(shape=(self.n_factors,), trainable=False)

    def call(self, x):
        return x @ self.kernel + self.offset


def build_beta(n_tickers, n_chars, n_factors, shared):
    if shared:
        layer = Shared(n_factors)
    else:
        layer = keras.layers.EinsumDense("btc,tcf->btf", output_shape=(n_tickers, n_factors), bias_axes="tf")
    return keras.Sequential([keras.Input((n_tickers, n_chars)), layer])
