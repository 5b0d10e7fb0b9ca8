# mistake: a step larger than size works as size
# fails: q2_example q2_values q2_lazy q2_memory
# %% q2
def windows(iterable, size, step=1):
    if size < 1 or step < 1:
        raise ValueError((size, step))
    buffer = []
    for item in iterable:
        buffer.append(item)
        if len(buffer) == size:
            yield tuple(buffer)
            del buffer[:step]
