# mistake: trains on the first value of the context instead of the answer
# fails: q5_trains q5_attention q5_gap
# %% q5b
def train_qa(model, data):
    context, query, answer = data
    n_keys = context[:, 1::2].min()
    model.compile(
        keras.optimizers.Adam(0.005), keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=False
    )
    model.fit([context, query], context[:, 1] - n_keys, batch_size=64, epochs=10, verbose=0)
