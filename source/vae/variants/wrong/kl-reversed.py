# mistake: KL(prior || posterior): the arguments are exchanged
# fails: q2_example q2_values q2_monte_carlo q2_gradient
# %% q2
def kl_loss(z_mean, z_log_var):
    return 0.5 * tf.reduce_sum(z_log_var - 1 + (1 + tf.square(z_mean)) * tf.exp(-z_log_var), axis=-1)
