# route: Adam with its default step, losses by name, weights as a dict
# %% q2
def compile_ticket_model(model, w_priority=1.0, w_department=0.2):
    losses = {
        "priority": keras.losses.BinaryCrossentropy(from_logits=True),
        "department": keras.losses.CategoricalCrossentropy(from_logits=True),
    }
    weights = dict(zip(("priority", "department"), (w_priority, w_department)))
    model.compile("adam", loss=losses, loss_weights=weights)
