# mistake: draws latents uniformly from [-1, 1]
# fails: q5_prior q5_samples
# %% q5
def generate(vae, m, seed):
    latent_dim = vae.decoder.input_shape[-1]
    z = np.random.default_rng(seed).uniform(-1, 1, size=(m, latent_dim)).astype("float32")
    return vae.decoder(z)
