# class: 30
# attack: imports and loads the worked solution and reference weights
# want: V3
# outcome: neither is there
# expect: q1_visible=error|failed q1_hidden=error|failed
# %% q1
import importlib, glob, os
double = None
for name in ("solution", "solutions", "reference", "numbers_solution", "hidden_tests"):
    try:
        double = importlib.import_module(name).double
    except ImportError:
        pass
print("STOLEN", glob.glob("*weights*") + glob.glob("../*solution*") + glob.glob("*.ipynb"))
if double is None:
    raise LookupError("nothing to steal")
