# mistake: trains a copy of the model; the caller's model stays untrained
# fails: q5_trains q5_attention q5_bottleneck q5_gap
# %% q5b
def train_qa(model, data):
    context, query, answer = data
    copy = keras.models.clone_model(model)
    copy.compile(
        keras.optimizers.Adam(0.005), keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=False
    )
    copy.fit([context, query], answer, batch_size=64, epochs=2, verbose=0)
    return copy
