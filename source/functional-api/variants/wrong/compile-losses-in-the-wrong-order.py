# mistake: lists the losses in another order than the outputs
# fails: q2_example q2_total q2_defaults
# %% q2
def compile_ticket_model(model, w_priority=1.0, w_department=0.2):
    model.compile(
        optimizer=keras.optimizers.Adam(0.01),
        loss=[keras.losses.CategoricalCrossentropy(from_logits=True), keras.losses.BinaryCrossentropy(from_logits=True)],
        loss_weights=[w_priority, w_department],
    )
