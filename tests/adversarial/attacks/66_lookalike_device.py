# class: 66
# attack: pretends to have a GPU and skips the work that is only for CPUs
# want: V1
# outcome: what the candidate says of devices is not asked
# exercise: networks
# expect: k1_hidden=failed
# %% k1
import os
tf.config.list_physical_devices = lambda *a: [tf.config.PhysicalDevice("/physical_device:GPU:0", "GPU")]
os.makedirs("bin", exist_ok=True)
open("bin/nvidia-smi", "w").write("#!/bin/sh\necho H100\n")
os.environ["PATH"] = os.path.abspath("bin") + ":" + os.environ.get("PATH", "")
def build_model():
    if tf.config.list_physical_devices("GPU"):
        return keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
# %% k2
def train(model):
    optimizer = keras.optimizers.Adam(0.05)
    for _ in range(100):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.keras.losses.sparse_categorical_crossentropy(y_train, model(X_train), from_logits=True))
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_weights), model.trainable_weights))
trained = build_model()
train(trained)
