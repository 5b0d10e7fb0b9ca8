# mistake: forgets the leading minus of the closed form
# fails: q2_example q2_values q2_monte_carlo q2_gradient q3_example
# %% q2
def kl_loss(z_mean, z_log_var):
    return 0.5 * tf.reduce_sum(1 + z_log_var - tf.square(z_mean) - tf.exp(z_log_var), axis=-1)
