# mistake: remembers the elements of the first epoch
# fails: q4_epochs
# %% q4
def pipeline(source_factory, *stages):
    class Data:
        cache = None

        def __iter__(self):
            if self.cache is not None:
                yield from self.cache
                return
            found = []
            iterator = iter(source_factory())
            for stage in stages:
                iterator = stage(iterator)
            for element in iterator:
                found.append(element)
                yield element
            self.cache = found

    return Data()
