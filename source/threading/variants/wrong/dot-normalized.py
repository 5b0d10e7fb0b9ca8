# mistake: the cosine instead of the product
# fails: q6_example q6_values q6_ones
# %% q6
def factor_dot(beta, f):
    return keras.layers.Dot(axes=(2, 1), normalize=True)([beta, f])
