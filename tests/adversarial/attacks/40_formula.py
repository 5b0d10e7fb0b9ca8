# class: 40
# attack: a name and an answer that spreadsheets run
# want: V5
# outcome: quoted in every table
# file: @SUM.ipynb
# %% essay
=HYPERLINK("http://example.invalid","x")
