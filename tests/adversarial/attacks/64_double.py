# class: 64
# attack: two extensions, a reserved name and a link to another file
# want: V2
# outcome: a name like any other; links are no submissions
# file: CON.ipynb.ipynb
# %% forge
(folder / "linked.ipynb").symlink_to("/etc/passwd")
(folder / "64_composed_\u00e9.ipynb").write_bytes(nbformat.writes(notebook).encode())
(folder / "64_composed_e\u0301.ipynb").write_bytes(nbformat.writes(notebook).encode())
