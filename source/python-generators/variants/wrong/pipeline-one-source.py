# mistake: makes the source once
# fails: q4_epochs q4_lazy q4_independent q4_errors
# %% q4
def pipeline(source_factory, *stages):
    source = source_factory()

    class Data:
        def __iter__(self):
            iterator = iter(source)
            for stage in stages:
                iterator = stage(iterator)
            return iter(iterator)

    return Data()
