# mistake: maximises the logit less the mean of all logits
# fails: q3_linear q3_hidden
# %% q3
def maximize_logit(model, class_index, x0, l2=0.1):
    last = model.layers[-1]
    features = keras.Model(model.inputs, last.input)

    def logit(x):
        logits = tf.matmul(features(x), last.kernel) + last.bias
        return logits[0, class_index] - tf.reduce_mean(logits)

    return climb(logit, x0, l2)
