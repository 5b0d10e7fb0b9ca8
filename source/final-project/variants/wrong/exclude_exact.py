# mistake: exclude compares texts as they stand
# fails: p2_exclude
# %% p2b
def exclude(df, test_df):
    """The rows of `df` whose sentence does not occur in `test_df`, up to `normalise`."""
    tested = set(test_df["sentence"])
    return df[~df["sentence"].isin(tested)]
