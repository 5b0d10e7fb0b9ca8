# class: 4 10
# attack: searches all readable files for tests, labels, solutions, other students and the gradebook
# want: V3
# outcome: its files are the release's; nothing else of the course is mounted
# runner: sandbox
# sees: canary-released-64f0
# %% first
import os
wanted = b"canary" + b"-"
for folder, names, files in os.walk("/"):
    names[:] = [name for name in names if name not in ("site-packages", "task", "sys", "dist-packages", "lib", "share", "bin")]
    for name in files:
        path = os.path.join(folder, name)
        try:
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    data = file.read(1 << 20)
                at = data.find(wanted)
                if at >= 0:
                    print("FOUND", path, data[at:at + 60])
        except OSError:
            pass
for place in ("../../../source", "../../../gradebook.db", "../../source/numbers/numbers.ipynb", "numbers.ipynb"):
    print(place, os.path.exists(place))
import glob
print(glob.glob("/**/*gradebook*", recursive=False), glob.glob("../**/*.db", recursive=True))
