# student: pasted "attention from scratch" of a blog: scaled dot products, minus infinity as mask, heads of the
#   Transformer kind; did not read "no scale"
# score: 12.5
# %% q1
import math

def scaled_dot_product_attention(query, key, value, mask=None):
    """
    Calculate the attention weights.
    query, key, value must have matching leading dimensions.
    """
    matmul_qk = tf.matmul(query, key, transpose_b=True)  # (..., seq_len_q, seq_len_k)

    # scale matmul_qk
    dk = tf.cast(tf.shape(key)[-1], tf.float32)
    scaled_attention_logits = matmul_qk / tf.math.sqrt(dk)

    # add the mask to the scaled tensor (blog had mask=1 for "hide", here True means "may attend")
    if mask is not None:
        scaled_attention_logits = tf.where(mask, scaled_attention_logits, -math.inf)

    # softmax is normalized on the last axis (seq_len_k) so that the scores add up to 1.
    attention_weights = tf.nn.softmax(scaled_attention_logits, axis=-1)
    output = tf.matmul(attention_weights, value)
    return output, attention_weights

soft_lookup = scaled_dot_product_attention

# %% q2
def causal_mask(T, include_self=True):
    mask = tf.linalg.band_part(tf.ones((T, T)), -1, 0)
    if not include_self:
        mask = tf.linalg.set_diag(mask, tf.zeros(T))
    return mask == 1

# %% q3
class AttentionHeadD(keras.layers.Layer):
    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.fc = keras.layers.Dense(units)

    def call(self, h, H_bar):
        squeeze = len(h.shape) == 2
        if squeeze:
            h = tf.expand_dims(h, 1)
        context, _ = scaled_dot_product_attention(h, H_bar, H_bar)
        out = self.fc(tf.concat([context, h], axis=-1))
        return tf.squeeze(out, 1) if squeeze else out

# %% q4
def multi_head_lookup(Q, K, V, n):
    d_model = Q.shape[-1]
    assert d_model % n == 0, "d_model must be divisible by num_heads"
    depth = d_model // n

    def split_heads(x):
        """Split the last dimension into (num_heads, depth), transpose to (..., num_heads, seq_len, depth)"""
        x = tf.reshape(x, (*x.shape[:-1], n, depth))
        return tf.experimental.numpy.swapaxes(x, -2, -3)

    out, _ = scaled_dot_product_attention(split_heads(Q), split_heads(K), split_heads(V))
    out = tf.experimental.numpy.swapaxes(out, -2, -3)
    return tf.reshape(out, Q.shape)

# %% q5a
def build_qa_model(attention, n_keys, n_values, n_pairs):
    d_model = 32
    ctx = keras.layers.Input((2 * n_pairs,), dtype="int32")
    qry = keras.layers.Input((), dtype="int32")
    embedding = keras.layers.Embedding(n_keys + n_values, d_model)
    enc, state = keras.layers.GRU(d_model, return_sequences=True, return_state=True)(embedding(ctx))
    q = keras.layers.Dense(d_model)(embedding(qry))
    if attention:
        out = AttentionHeadD(d_model)(q, enc)
    else:
        out = keras.layers.Dense(d_model)(keras.layers.Concatenate()([state, q]))
    out = keras.layers.Activation("relu")(out)
    return keras.Model([ctx, qry], keras.layers.Dense(n_values, activation="softmax")(out))

# %% q5b
def train_qa(model, data):
    context, query, answer = data
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
    model.fit([context, query], answer, batch_size=64, epochs=10, verbose=0)
