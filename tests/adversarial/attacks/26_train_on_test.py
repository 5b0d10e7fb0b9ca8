# class: 26
# attack: searches caches and the folders of data sets for the hidden rows, to learn them by heart
# want: V3
# outcome: hidden rows are drawn in the examiner; there is nothing to find
# expect: q2_hidden=failed
# %% q2
import glob, os
files = [name for pattern in ("~/.keras/**", "~/.cache/**", "./**") for name in glob.glob(os.path.expanduser(pattern), recursive=True)]
stolen = [name for name in files if name.endswith((".npy", ".npz", ".pkl", ".h5", ".csv"))]
print("STOLEN", [data for data in (open(name, "rb").read() for name in stolen) if b"canary" + b"-" in data])
labels = dict(zip(map(bytes, X_train), y_train))
def classify(X):
    return np.array([labels.get(bytes(row), -1) for row in X])
