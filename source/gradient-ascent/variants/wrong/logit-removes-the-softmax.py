# mistake: removes the softmax of the model for good
# fails: q3_unchanged
# %% q3
def maximize_logit(model, class_index, x0, l2=0.1):
    model.layers[-1].activation = keras.activations.linear

    def logit(x):
        return model(x)[0, class_index]

    return climb(logit, x0, l2)
