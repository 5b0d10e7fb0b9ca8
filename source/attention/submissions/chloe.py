# student: gave up after question 3; what there is is right
# score: 10
# %% q1
def soft_lookup(Q, K, V, mask=None):
    # scores: (..., T, T_bar)
    scores = keras.ops.matmul(Q, keras.ops.swapaxes(K, -1, -2))

    if mask is not None:
        mask = keras.ops.cast(mask, "float32")
        scores = scores * mask + (1 - mask) * (-1e9)

    alpha = keras.ops.softmax(scores, axis=-1)

    if mask is not None:
        alpha = alpha * mask      # empty rows should be 0 (the test said so)

    values = keras.ops.matmul(alpha, V)
    return values, alpha

# %% q2
def causal_mask(T, include_self=True):
    mask = np.zeros((T, T), dtype=bool)
    for row in range(T):
        for col in range(T):
            if col < row:
                mask[row, col] = True
            elif col == row and include_self:
                mask[row, col] = True
    return mask

# %% q3
class AttentionHeadD(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.dense = keras.layers.Dense(units)

    def call(self, h, H_bar):
        # make h always (B, T, d)
        if len(h.shape) == 2:
            was_2d = True
            h = keras.ops.expand_dims(h, 1)
        else:
            was_2d = False

        c, alpha = soft_lookup(h, H_bar, H_bar)
        both = keras.ops.concatenate([c, h], axis=-1)
        y = self.dense(both)

        if was_2d:
            y = keras.ops.squeeze(y, 1)
        return y

# %% q4
def multi_head_lookup(Q, K, V, n):
    # TODO: split into n heads, call soft_lookup on each
    # heads = ...
    # ran out of time, sorry
    pass
