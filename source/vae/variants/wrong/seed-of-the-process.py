# mistake: leaves the draws to the global generator, seeded once by whoever
# fails: q5_shapes q5_seed
# %% q5
def generate(vae, m, seed):
    latent_dim = vae.decoder.input_shape[-1]
    z = tf.random.normal((m, latent_dim))
    return vae.decoder(z)
