# route: the cosine from operations, in a subclassed model
# %% q5
class Siamese(keras.Model):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def call(self, pair):
        u, v = self.encoder(pair[0]), self.encoder(pair[1])
        u = u / keras.ops.norm(u, axis=-1, keepdims=True)
        v = v / keras.ops.norm(v, axis=-1, keepdims=True)
        return keras.ops.sum(u * v, axis=-1, keepdims=True)


def build_siamese(encoder):
    return Siamese(encoder)
