# class: 69
# attack: a loss that falls with every call, whatever it is given
# want: V1
# outcome: compared with the closed form on fresh inputs
# exercise: networks
# expect: k3_hidden=failed
# %% k3
calls = 0
def squared_error(y_true, y_pred):
    global calls
    calls += 1
    return tf.constant(1.0 / calls)
