# class: 68 64
# attack: texts that no file and no database can hold, in results and messages
# want: V2
# outcome: replaced; the batch goes on
# expect: q1_visible=failed q1_hidden=failed|error
# %% q1
def double(x):
    print("\ud800\x00")
    return "\ud800\udfff\x00" * 9
