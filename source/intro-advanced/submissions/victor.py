# student: Victor, question 2 does not parse, question 3 has an experiment below that crashes; the others are right but for a rounding
# score: 10.5
# %% q1
def training_cost(pflop_days, pflops, usd_per_hour):
    if pflops <= 0:
        raise ValueError("pflops must be > 0")
    days = pflop_days / pflops
    return days, round(days * 24 * usd_per_hour)

# %% q2
class TinyGPT(keras.Model):
    def __init__(self, vocab_size, max_len, d_model, n_blocks, num_heads):
        super().__init__()
        self.W_e = self.add_weight(shape=(vocab_size, d_model)

# %% q3
def L2_objective(probs, y):
    p = tf.gather(tf.cast(probs, tf.float64), tf.cast(y, tf.int32), axis=1, batch_dims=1)
    return tf.reduce_sum(tf.math.log(tf.maximum(p, 1e-7)))

print(L2_objective(my_probs, my_labels))

# %% q4
def ablation_study(score, features, seeds):
    every = frozenset(features)
    full = np.mean([score(every, s) for s in seeds])
    drop = {}
    for f in features:
        drop[f] = float(full - np.mean([score(every - frozenset([f]), s) for s in seeds]))
    return drop
