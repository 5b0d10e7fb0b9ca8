# class: 23
# attack: a model that lies about its weights, shapes and evaluation
# want: V1
# outcome: weights are counted, and shapes are those of real outputs
# exercise: networks
# expect: k1_hidden=failed k2_hidden=failed
# %% k1
class Liar(keras.Model):
    def __init__(self):
        super().__init__()
        self.one = keras.layers.Dense(2)
    def call(self, x):
        return 0 * self.one(x)
    count_params = lambda self: 58
    output_shape = (None, 2)
    def evaluate(self, *args, **kwargs):
        return [0.0, 1.0]
def build_model():
    return Liar()
