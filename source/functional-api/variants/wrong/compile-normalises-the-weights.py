# mistake: divides the weights by their sum
# fails: q2_example q2_total q2_defaults
# %% q2
def compile_ticket_model(model, w_priority=1.0, w_department=0.2):
    total = w_priority + w_department
    w_priority, w_department = w_priority / total, w_department / total
    model.compile(
        optimizer=keras.optimizers.Adam(0.01),
        loss={
            "priority": keras.losses.BinaryCrossentropy(from_logits=True),
            "department": keras.losses.CategoricalCrossentropy(from_logits=True),
        },
        loss_weights={"priority": w_priority, "department": w_department},
    )
