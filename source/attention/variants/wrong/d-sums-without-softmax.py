# mistake: uses the raw scores as weights
# fails: q3_order q3_values
# %% q3
class AttentionHeadD(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.combine = keras.layers.Dense(units)

    def call(self, h, H_bar):
        query = h[:, None, :] if len(h.shape) == 2 else h
        scores = keras.ops.einsum("btd,bsd->bts", query, H_bar)
        alpha = scores
        c = keras.ops.einsum("bts,bsd->btd", alpha, H_bar)
        output = self.combine(keras.ops.concatenate([c, query], axis=-1))
        return output[:, 0] if len(h.shape) == 2 else output
