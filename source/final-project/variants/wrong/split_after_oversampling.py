# mistake: the small classes are repeated before the rows are split
# fails: p2_parts p2_partition p2_no_leak p2_strata
# %% p2a
def make_splits(df, seed):
    table = df.reset_index(drop=True).assign(row_id=np.arange(len(df)))
    table = table[~table["sentence"].map(normalise).duplicated()]
    most = table["label"].value_counts().max()
    table = pd.concat([rows.sample(most, replace=True, random_state=seed) for _, rows in table.groupby("label")])
    table = table.sample(frac=1, random_state=seed)
    a, b = round(0.7 * len(table)), round(0.85 * len(table))
    return {"train": table[:a], "val": table[a:b], "test": table[b:]}
