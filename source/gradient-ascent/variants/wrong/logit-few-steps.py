# mistake: stops after ten steps
# fails: q3_linear q3_hidden
# %% q3
def maximize_logit(model, class_index, x0, l2=0.1):
    last = model.layers[-1]
    features = keras.Model(model.inputs, last.input)

    def logit(x):
        logits = tf.matmul(features(x), last.kernel) + last.bias
        return logits[0, class_index]

    return gradient_ascent(logit, x0, 10, 1.0, l2)[0]
