# mistake: gives the first stage what the factory returns
# fails: q4_stages
# %% q4
def pipeline(source_factory, *stages):
    class Data:
        def __iter__(self):
            data = source_factory()
            for stage in stages:
                data = stage(data)
            return iter(data)

    return Data()
