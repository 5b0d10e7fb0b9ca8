# route: losses written with TensorFlow
# %% q2
def bce(y, z):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=tf.cast(y, z.dtype), logits=z), axis=-1)


def cce(y, z):
    return tf.nn.softmax_cross_entropy_with_logits(labels=tf.cast(y, z.dtype), logits=z)


def compile_ticket_model(model, w_priority=1.0, w_department=0.2):
    model.compile("nadam", loss={"department": cce, "priority": bce}, loss_weights={"department": w_department, "priority": w_priority})
    model.optimizer.learning_rate = 0.02
    return model
