# mistake: computes in NumPy: right numbers, no gradient
# fails: q2_gradient
# %% q2
def kl_loss(z_mean, z_log_var):
    z_mean, z_log_var = np.asarray(z_mean), np.asarray(z_log_var)
    return -0.5 * np.sum(1 + z_log_var - z_mean**2 - np.exp(z_log_var), axis=-1)
