# mistake: gives the department the weight 1 by default
# fails: q2_example q2_defaults
# %% q2
def compile_ticket_model(model, w_priority=1.0, w_department=1.0):
    model.compile(
        optimizer=keras.optimizers.Adam(0.01),
        loss={
            "priority": keras.losses.BinaryCrossentropy(from_logits=True),
            "department": keras.losses.CategoricalCrossentropy(from_logits=True),
        },
        loss_weights={"priority": w_priority, "department": w_department},
    )
