# student: Tom, a bracket is missing in the first question, the layer calls itself, the last cell divides by 0 after its function
# score: 2.5
# %% q1
def attention(Q, K, V, mask=None):
    scores = tf.matmul(Q, tf.transpose(K) / tf.sqrt(K.shape[-1]
    return tf.nn.softmax(scores) @ V

# %% q2a
def split_heads(x, n):
    d = x.shape[2]
    if d % n > 0:
        raise ValueError(n)
    return tf.reshape(x, (x.shape[0], n, x.shape[1], d // n))

# %% q2b
def merge_heads(x):
    return tf.reshape(x, (x.shape[0], x.shape[2], -1))

# %% q3
class MultiHead(keras.layers.Layer):
    def __init__(self, d_model, num_heads, use_bias=False, **kwargs):
        super().__init__(**kwargs)
        self.mha = MultiHead(d_model, num_heads)

    def call(self, query, value=None, key=None, mask=None, use_causal_mask=False, return_attention_scores=False):
        return self.mha(query, value, key)

# %% q4
def attention_weights_count(n_layer, d_model):
    return int(4 * n_layer * d_model ** 2)

attention_weights_count(96, 12288) / 0

# %% q5
def pooled_values(Q, K, V, n):
    return attention(Q, K, V)
