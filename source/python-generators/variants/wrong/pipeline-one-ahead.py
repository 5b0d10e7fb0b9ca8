# mistake: reads one element ahead
# fails: q4_lazy
# %% q4
def pipeline(source_factory, *stages):
    class Data:
        def __iter__(self):
            iterator = iter(source_factory())
            for stage in stages:
                iterator = stage(iterator)
            nothing = object()
            element = next(iterator, nothing)
            while element is not nothing:
                following = next(iterator, nothing)
                yield element
                element = following

    return Data()
