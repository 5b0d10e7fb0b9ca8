# mistake: decodes one draw m times
# fails: q5_prior q5_samples
# %% q5
def generate(vae, m, seed):
    latent_dim = vae.decoder.input_shape[-1]
    z = np.random.default_rng(seed).normal(size=(1, latent_dim)).astype("float32").repeat(m, axis=0)
    return vae.decoder(z)
