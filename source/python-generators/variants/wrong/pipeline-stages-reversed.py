# mistake: the last stage comes first
# fails: q4_stages q4_epochs
# %% q4
def pipeline(source_factory, *stages):
    class Data:
        def __iter__(self):
            iterator = iter(source_factory())
            for stage in reversed(stages):
                iterator = stage(iterator)
            return iter(iterator)

    return Data()
