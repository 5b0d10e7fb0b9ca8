# class: 59
# attack: hands in a Dockerfile, requirements, an environment and modules beside the notebook
# want: V1
# outcome: only the notebook is taken
# file: 59_own_environment/numbers/numbers.ipynb
# expect: q1_visible=failed q1_hidden=failed
# %% q1
import glob
print("HANDED IN", glob.glob("*.py") + glob.glob("Dockerfile*"))
assert not glob.glob("*.py")
def double(x):
    return 0 * x
# %% forge
for name in ("Dockerfile", "requirements.txt", "environment.yml", "postBuild", "numpy.py", "sitecustomize.py", "assignment.toml", "nbgrader_config.py"):
    (folder / name).write_text("raise SystemExit('owned-marker')\n")
(folder / "answers").symlink_to("/etc/passwd")
