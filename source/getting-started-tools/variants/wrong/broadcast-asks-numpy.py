# mistake: makes the arrays and adds them, which ends where the memory does
# fails: q1_values
# %% q1
def broadcast_shape(a, b):
    for size in a + b:
        if size > 10**6:
            raise MemoryError("no array is that large")
    return (np.zeros(a, dtype=bool) | np.zeros(b, dtype=bool)).shape
