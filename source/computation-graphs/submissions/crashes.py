# student: Edgar, TensorFlow in every cell: operators are left to tf.Variable, a tape that sees nothing, a missing colon, a function without an end
# score: 0
# %% q1a
class Node(Expr):
    def __init__(self, value):
        self.variable = tf.Variable(value)

    def __add__(self, other):
        return Node(self.variable + other.variable)

# %% q1b
def leaf(name)
    return Node(0.0)

# %% q2
def evaluate(node, bindings):
    return evaluate(node, bindings).numpy()

# %% q3
def backward(node, bindings):
    with tf.GradientTape() as tape:
        y = evaluate(node, bindings)
    return tape.gradient(y, bindings)

# %% q4
def gradient_descent(loss, params, bindings, lr, steps):
    optimizer = keras.optimizers.SGD(lr)
    optimizer.minimize(loss, params)
    return params, []
