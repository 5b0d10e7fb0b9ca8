# mistake: a learned dense map on the query inside D
# fails: q3_weights q3_values
# %% q3
class AttentionHeadD(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.combine = keras.layers.Dense(units)
        self.units = units

    def build(self, h_shape, H_bar_shape):
        self.project = keras.layers.Dense(h_shape[-1])
        self.project.build(h_shape)
        self.combine.build((*h_shape[:-1], 2 * h_shape[-1]))

    def call(self, h, H_bar):
        query = h[:, None, :] if len(h.shape) == 2 else h
        scores = keras.ops.einsum("btd,bsd->bts", self.project(query), H_bar)
        alpha = keras.ops.softmax(scores, axis=-1)
        c = keras.ops.einsum("bts,bsd->btd", alpha, H_bar)
        output = self.combine(keras.ops.concatenate([c, query], axis=-1))
        return output[:, 0] if len(h.shape) == 2 else output
