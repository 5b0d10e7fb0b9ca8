# mistake: a single pass over the data: stops before the query has learned where to look
# fails: q5_attention q5_bottleneck q5_gap
# %% q5b
def train_qa(model, data):
    context, query, answer = data
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True), jit_compile=False)
    model.fit([context, query], answer, epochs=1, verbose=0)
