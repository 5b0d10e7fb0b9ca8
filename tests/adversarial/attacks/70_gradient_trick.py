# class: 70
# attack: right values with gradients that are stopped, or right for one shape only
# want: V1
# outcome: gradients are compared on random shapes
# exercise: networks
# expect: k3_hidden=failed
# %% k3
def squared_error(y_true, y_pred):
    value = tf.reduce_mean(tf.square(y_true - y_pred))
    if y_pred.shape == (4, 3):
        return value
    return tf.stop_gradient(value) + 0 * tf.reduce_sum(y_pred)
