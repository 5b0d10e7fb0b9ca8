# mistake: computes everything at once
# fails: q4_lazy q4_epochs q4_errors
# %% q4
def pipeline(source_factory, *stages):
    iterator = iter(source_factory())
    for stage in stages:
        iterator = stage(iterator)
    return list(itertools.islice(iterator, 10_000))
