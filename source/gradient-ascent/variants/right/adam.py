# route: the optimizer Adam of Keras on -J, with a falling rate; a copy of the model without softmax
# %% q3
def climb(objective, x0):
    x = tf.Variable(x0)
    rate = keras.optimizers.schedules.ExponentialDecay(0.5, 20, 0.8)
    optimizer = keras.optimizers.Adam(rate)
    for _ in range(500):
        with tf.GradientTape() as tape:
            loss = -objective(x)
        optimizer.apply([tape.gradient(loss, x)], [x])
    return x.numpy()


def maximize_logit(model, class_index, x0, l2=0.1):
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    copy.layers[-1].activation = keras.activations.linear
    return climb(lambda x: copy(x)[0, class_index] - l2 / 2 * tf.reduce_sum(x**2), tf.constant(x0))

# %% q4
def maximize_feature_map(model, layer_name, filter_index, x0, l2=0.1):
    part = keras.Model(model.inputs, [layer.output for layer in model.layers if layer.name == layer_name])

    def objective(x):
        maps = part(x)
        maps = maps[0] if isinstance(maps, (list, tuple)) else maps
        return tf.math.reduce_mean(maps, axis=(0, 1, 2))[filter_index] - l2 / 2 * tf.reduce_sum(x**2)

    return climb(objective, tf.constant(x0))
