# mistake: uses a step that learns nothing
# fails: q2_learns
# %% q2
def compile_ticket_model(model, w_priority=1.0, w_department=0.2):
    model.compile(
        optimizer=keras.optimizers.Adam(1e-6),
        loss={
            "priority": keras.losses.BinaryCrossentropy(from_logits=True),
            "department": keras.losses.CategoricalCrossentropy(from_logits=True),
        },
        loss_weights={"priority": w_priority, "department": w_department},
    )
