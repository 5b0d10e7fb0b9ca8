# class: 28
# attack: a model whose predict and __call__ differ, and knows the training rows by heart
# want: V1
# outcome: predictions are those of calls on fresh rows
# exercise: networks
# expect: k2_hidden=failed
# %% k2
class Memory(keras.Model):
    def call(self, x):
        known = {row.tobytes(): label for row, label in zip(X_train, y_train)}
        labels = [known.get(row.tobytes(), 0) for row in np.asarray(x)]
        return tf.one_hot(np.zeros_like(labels), 2) if not any(labels) else tf.one_hot(labels, 2)
    def predict(self, x, **kwargs):
        return np.eye(2)[y_train[: len(x)]]
trained = Memory()
history = None
