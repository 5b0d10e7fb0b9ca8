# student: Edda, left experiments in the cells: an absolute path of her laptop, a shell command, an unclosed bracket
# score: 5
# %% q1
def version_at_least(found, minimum):
    def parse(v):
        m = re.match(r"\d+(\.\d+)*", v)
        if m is None:
            raise ValueError(v)
        return ([int(n) for n in m.group(0).split(".")] + [0] * 6)[:6]
    return parse(found) >= parse(minimum)

# %% q2
def parse_repo(name):
    m = re.fullmatch(r"(.+)_(Fall|Spring)_(\d{4})", name)
    if not m:
        raise ValueError(name)
    return {"course": m[1], "term": m[2], "year": int(m[3])}

print(parse_repo(sorted(os.listdir("/Users/edda/Notebooks"))[0]))

# %% q3
def find_start_page(notebooks_dir, repo):
    return (pathlib.Path(notebooks_dir) / repo / ("Index_Advanced.ipynb" if "Advanced" in repo else "Index.ipynb")

# %% q4
!pip list | head -3
def environment_report(packages):
    versions = {p: importlib.metadata.version(p) for p in packages}
    gpus = tf.config.list_physical_devices("GPU")
    return {"python": "3.11.7", "packages": versions, "gpus": len(gpus), "device": "GPU" if gpus else "CPU", "dot_on_path": os.system("dot -V") == 0}
raise SystemExit("enough for today")
