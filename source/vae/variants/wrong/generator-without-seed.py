# mistake: ignores the seed
# fails: q5_shapes q5_seed
# %% q5
def generate(vae, m, seed):
    latent_dim = vae.decoder.input_shape[-1]
    z = np.random.default_rng().normal(size=(m, latent_dim)).astype("float32")
    return vae.decoder(z)
