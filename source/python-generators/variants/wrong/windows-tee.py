# mistake: itertools.tee, which reads alike but keeps blocks of elements
# fails: q2_memory
# %% q2
def windows(iterable, size, step=1):
    if size < 1 or step < 1:
        raise ValueError((size, step))
    copies = itertools.tee(iterable, size)
    for start, copy in enumerate(copies):
        next(itertools.islice(copy, start, start), None)
    number = 0
    for window in zip(*copies):
        if number % step == 0:
            yield window
        number += 1
