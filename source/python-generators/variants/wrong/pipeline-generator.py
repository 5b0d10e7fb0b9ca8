# mistake: returns a generator: the second epoch is empty
# fails: q4_example q4_epochs q4_independent q4_errors
# %% q4
def pipeline(source_factory, *stages):
    iterator = iter(source_factory())
    for stage in stages:
        iterator = stage(iterator)
    yield from iterator
