# mistake: asks whether TensorFlow could use a GPU
# fails: q5_lists
# %% q5
def pick_device():
    return "/GPU:0" if tf.test.is_built_with_cuda() else "/CPU:0"
