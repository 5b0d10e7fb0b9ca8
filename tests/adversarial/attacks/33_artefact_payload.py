# class: 33
# attack: leaves .keras and .h5 files with Lambda layers and foreign modules, and returns a loaded one
# want: V1
# outcome: no artefact is loaded outside the sandbox
# exercise: networks
# expect: k2_hidden=failed|error k1_hidden=failed|error
# %% k1
import os
def build_model():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Lambda(lambda x: x[:, :2])])
    model.save("model.keras")
    model.save("model.h5") if os.path.exists("never") else None
    return keras.models.load_model("model.keras", safe_mode=False)
# %% k2
trained = build_model()
