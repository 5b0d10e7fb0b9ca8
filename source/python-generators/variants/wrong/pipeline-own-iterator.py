# mistake: is its own iterator: two iterations share their place
# fails: q4_independent
# %% q4
def pipeline(source_factory, *stages):
    class Data:
        def __iter__(self):
            self.iterator = iter(source_factory())
            for stage in stages:
                self.iterator = stage(self.iterator)
            return self

        def __next__(self):
            return next(self.iterator)

    return Data()
