# mistake: maximises the probability
# fails: q3_linear q3_hidden
# %% q3
def maximize_logit(model, class_index, x0, l2=0.1):
    last = model.layers[-1]
    features = keras.Model(model.inputs, last.input)

    def logit(x):
        return model(x)[0, class_index]

    return climb(logit, x0, l2)
