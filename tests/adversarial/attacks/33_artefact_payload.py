# class: 33
# attack: leaves .keras and .h5 files with Lambda layers and foreign modules, and returns a loaded one
# want: V1
# outcome: no artefact is loaded outside the sandbox
# exercise: networks
# expect: k2_hidden=failed|error k1_hidden=failed|error
# %% k1
import os
def build_model():
    import sys
    sys.modules["foreign"] = type(sys)("foreign")
    def cut(x):  # loaded and called by the examiner, it would end it: grader_error
        import os, sys
        os._exit(3) if "autograder.examine.examiner" in sys.modules else None
        return x[:, :2]
    cut.__module__ = "foreign"
    sys.modules["foreign"].cut = cut
    model = keras.Sequential([keras.Input((4,)), keras.layers.Lambda(cut, output_shape=(2,))])
    model.save("model.keras")
    model.save("model.h5")
    return keras.models.load_model("model.keras", safe_mode=False)
# %% k2
trained = build_model()
