# mistake: encodes training images instead of drawing from the prior
# fails: q5_prior q5_samples
# %% q5
def generate(vae, m, seed):
    images, _ = make_blobs(m, seed)
    return vae.decoder(vae.encoder(images)[0])
