# class: 6
# attack: looks for tokens and keys in the environment and in the home folders
# want: V3
# outcome: the environment is fixed and holds nothing of the host's
# runner: sandbox
# %% first
import os, pathlib
print({name: value for name, value in os.environ.items() if "canary" + "-" in value or "TOKEN" in name or "SECRET" in name})
for home in ("/root", os.path.expanduser("~")):
    for name in (".aws/credentials", ".netrc", ".docker/config.json", ".ssh/id_rsa", ".pypirc", ".config/gcloud"):
        try:
            assert not pathlib.Path(home, name).exists(), name
        except PermissionError:
            pass
