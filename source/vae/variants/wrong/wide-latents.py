# mistake: draws latents of standard deviation 2
# fails: q5_prior
# %% q5
def generate(vae, m, seed):
    latent_dim = vae.decoder.input_shape[-1]
    z = np.random.default_rng(seed).normal(scale=2.0, size=(m, latent_dim)).astype("float32")
    return vae.decoder(z)
