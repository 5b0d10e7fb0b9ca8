# mistake: freezes the model for good
# fails: q3_unchanged
# %% q3
def maximize_logit(model, class_index, x0, l2=0.1):
    model.trainable = False
    last = model.layers[-1]
    features = keras.Model(model.inputs, last.input)

    def logit(x):
        logits = tf.matmul(features(x), last.kernel) + last.bias
        return logits[0, class_index]

    return climb(logit, x0, l2)
