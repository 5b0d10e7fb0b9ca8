# student: maximises the probability, and the sum over places; forgets that whole numbers have no gradient
# score: 13
# %% q1
def ascent_step(x, utility, lr, normalize=False):
    x = tf.convert_to_tensor(x, dtype=tf.float32) if isinstance(x, np.ndarray) else tf.convert_to_tensor(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        u = utility(x)
    grad = tape.gradient(u, x)
    if normalize:
        grad /= tf.norm(grad) + 1e-8
    return x + lr * grad, u

# %% q2
def gradient_ascent(utility, x0, steps, lr, l2=0.0):
    x = tf.convert_to_tensor(x0, dtype=tf.float32) if isinstance(x0, np.ndarray) else tf.cast(tf.convert_to_tensor(x0), tf.float32)
    history = []
    for i in range(steps):
        x, u = ascent_step(x, lambda z: utility(z) - l2 / 2 * tf.reduce_sum(z**2), lr)
        history.append(float(u))
    return x, history

# %% q3
def maximize_logit(model, class_index, x0, l2=0.1):
    # how likely the model thinks the class is
    def class_score(x):
        return model(x)[0, class_index]

    return climb(class_score, x0, l2)

# %% q4
def maximize_feature_map(model, layer_name, filter_index, x0, l2=0.1):
    extractor = keras.Model(inputs=model.inputs, outputs=model.get_layer(layer_name).output)

    def activation(x):
        return tf.reduce_sum(extractor(x)[:, :, :, filter_index])

    return climb(activation, x0, l2)

# %% q5
def deprocess(x):
    x = x - x.mean()
    x = x / (x.std() + 1e-8)
    x = np.clip(0.15 * x + 0.5, 0, 1)
    return (255 * x).astype("uint8")
