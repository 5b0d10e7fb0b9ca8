# mistake: leaves Keras for NumPy inside call: no gradient, and no functional model
# fails: q3_functional q3_gradient
# %% q3
class AttentionHeadD(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.combine = keras.layers.Dense(units)

    def call(self, h, H_bar):
        h, H_bar = np.array(h), np.array(H_bar)
        query = h[:, None, :] if h.ndim == 2 else h
        scores = query @ H_bar.transpose(0, 2, 1)
        alpha = np.exp(scores - scores.max(-1, keepdims=True))
        alpha /= alpha.sum(-1, keepdims=True)
        output = self.combine(np.concatenate([alpha @ H_bar, query], axis=-1))
        return output[:, 0] if h.ndim == 2 else output
