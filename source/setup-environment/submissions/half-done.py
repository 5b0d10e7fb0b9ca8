# student: Bruno, questions 1 to 3 as the lecture shows them, then no time: versions without padding, a folder counts as page
# score: 4.5
# %% q1
def version_at_least(found, minimum):
    def nums(v):
        return tuple(int(x) for x in re.match(r"\d+(\.\d+)*", v).group().split("."))
    if not found or not minimum or not found[0].isdigit() or not minimum[0].isdigit():
        raise ValueError("not a version")
    return nums(found) >= nums(minimum)

# %% q2
def parse_repo(name):
    m = re.match(r"^(.+)_(Fall|Spring)_(\d{4})$", name)
    if m:
        return {"course": m.group(1), "term": m.group(2), "year": int(m.group(3))}
    raise ValueError(name)

# %% q3
def find_start_page(notebooks_dir, repo):
    name = "Index_Advanced.ipynb" if "Advanced" in repo else "Index.ipynb"
    p = pathlib.Path(notebooks_dir) / repo / name
    if not p.exists():
        raise FileNotFoundError(str(p))
    return repo + "/" + name
