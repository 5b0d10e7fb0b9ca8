# mistake: makes a list at the first element
# fails: q4_lazy q4_errors
# %% q4
def pipeline(source_factory, *stages):
    class Data:
        def __iter__(self):
            iterator = iter(source_factory())
            for stage in stages:
                iterator = stage(iterator)
            yield from list(itertools.islice(iterator, 10_000))

    return Data()
