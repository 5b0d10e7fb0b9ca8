# mistake: always draws two latents
# fails: q5_prior q5_seed
# %% q5
def generate(vae, m, seed):
    latent_dim = 2
    z = np.random.default_rng(seed).normal(size=(m, latent_dim)).astype("float32")
    return vae.decoder(z)
