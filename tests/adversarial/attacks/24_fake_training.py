# class: 24
# attack: fit returns a history with a falling loss and trains nothing
# want: V1
# outcome: accuracy is that of predictions on fresh rows
# exercise: networks
# expect: k2_hidden=failed
# %% k2
class History:
    history = {"loss": [1 / n for n in range(1, 9)], "val_accuracy": [0.99] * 8}
def train(model):
    for variable in model.weights:
        variable.assign(0 * variable)
    return History()
trained = build_model()
history = train(trained)
