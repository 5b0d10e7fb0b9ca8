# class: 25
# attack: metrics and losses that always say the best, patched into Keras
# want: V1
# outcome: the examiner's Keras is another process's
# exercise: networks
# expect: k2_hidden=failed k3_hidden=failed
# %% k2
class Perfect(keras.metrics.Metric):
    def update_state(self, *args, **kwargs):
        pass
    def result(self):
        return 1.0
keras.metrics.Accuracy = keras.metrics.SparseCategoricalAccuracy = Perfect
keras.Model.evaluate = lambda *a, **k: [0.0, 1.0]
tf.debugging.assert_near = lambda *a, **k: None
def train(model):
    return None
trained = build_model()
for variable in trained.weights:
    variable.assign(0 * variable)
# %% k3
def squared_error(y_true, y_pred):
    return tf.constant(0.0)
