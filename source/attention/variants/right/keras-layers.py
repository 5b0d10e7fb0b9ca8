# route: keras.layers.Softmax with its mask, keras.layers.Attention in D, in the heads and in the model
# %% q1
def soft_lookup(Q, K, V, mask=None):
    scores = keras.ops.matmul(Q, keras.ops.swapaxes(K, -1, -2))
    if mask is None:
        alpha = keras.layers.Softmax()(scores)
    else:
        mask = keras.ops.broadcast_to(mask, scores.shape)
        alpha = keras.layers.Softmax()(scores, mask=mask) * keras.ops.cast(mask, scores.dtype)
    return keras.ops.matmul(alpha, V), alpha

# %% q3
class AttentionHeadD(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.choose = keras.layers.Attention(use_scale=False)
        self.dense = keras.layers.Dense(units)

    def call(self, h, H_bar):
        if h.shape.rank == 2:
            return self.call(h[:, None], H_bar)[:, 0]
        c = self.choose([h, H_bar])
        return self.dense(keras.layers.concatenate([c, h]))

# %% q4
def multi_head_lookup(Q, K, V, n):
    Q, K, V = map(tf.convert_to_tensor, (Q, K, V))
    if Q.shape[-1] % n:
        raise ValueError("the number of heads has to divide d")
    flat = [tf.reshape(x, (-1, *x.shape[-2:])) for x in (Q, K, V)]  # the layer wants exactly one leading axis
    heads = zip(*(tf.split(x, n, axis=-1) for x in flat))
    results = [keras.layers.Attention()([q, v, k]) for q, k, v in heads]
    return tf.reshape(tf.concat(results, axis=-1), Q.shape)

# %% q5a
def build_qa_model(attention, n_keys, n_values, n_pairs):
    context = keras.Input((2 * n_pairs,), dtype="int32", name="context")
    query = keras.Input((), dtype="int32", name="query")
    table = keras.layers.Embedding(n_keys + n_values, 32)
    states = keras.layers.LSTM(32, return_sequences=True)(table(context))
    h = keras.layers.Dense(32)(table(query))
    if attention:
        c = keras.layers.Attention(use_scale=False)([keras.layers.Reshape((1, 32))(h), states])
        c = keras.layers.Flatten()(c)
    else:
        c = states[:, -1]
    x = keras.layers.Dense(32, activation="relu")(keras.layers.concatenate([c, h]))
    return keras.Model([context, query], keras.layers.Dense(n_values)(x))
