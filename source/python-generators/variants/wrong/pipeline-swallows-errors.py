# mistake: an exception ends the elements without a word
# fails: q4_errors
# %% q4
def pipeline(source_factory, *stages):
    class Data:
        def __iter__(self):
            try:
                iterator = iter(source_factory())
                for stage in stages:
                    iterator = stage(iterator)
                yield from iterator
            except Exception:
                return

    return Data()
