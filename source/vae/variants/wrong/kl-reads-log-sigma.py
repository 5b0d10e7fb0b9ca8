# mistake: takes z_log_var for the log of the standard deviation
# fails: q2_example q2_values q2_monte_carlo q2_gradient
# %% q2
def kl_loss(z_mean, z_log_var):
    return -0.5 * tf.reduce_sum(1 + 2 * z_log_var - tf.square(z_mean) - tf.exp(2 * z_log_var), axis=-1)
