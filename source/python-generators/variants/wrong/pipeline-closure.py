# mistake: each stage sees the last one: a closure over the loop variable
# fails: q4_example q4_stages q4_epochs q4_lazy
# %% q4
def pipeline(source_factory, *stages):
    class Data:
        def __iter__(self):
            iterator = iter(source_factory())
            for stage in stages:
                before = iterator
                iterator = (x for part in [0] for x in stage(before))
            return iterator

    return Data()
