# mistake: maximises the logarithm of the probability
# fails: q3_linear q3_hidden
# %% q3
def maximize_logit(model, class_index, x0, l2=0.1):
    last = model.layers[-1]
    features = keras.Model(model.inputs, last.input)

    def logit(x):
        logits = tf.matmul(features(x), last.kernel) + last.bias
        return tf.nn.log_softmax(logits)[0, class_index]

    return climb(logit, x0, l2)
