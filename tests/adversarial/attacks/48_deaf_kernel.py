# class: 48
# attack: replaces the kernel's handlers, so that it answers nobody
# want: V2
# outcome: timeout, then nothing is reached
# expect: q2_hidden=timeout q3_hidden=not_reached
# %% q2
kernel = get_ipython().kernel
kernel.shell_handlers["examination_request"] = lambda *a: None
kernel.shell_handlers["execute_request"] = lambda *a: None
def classify(X):
    return X
