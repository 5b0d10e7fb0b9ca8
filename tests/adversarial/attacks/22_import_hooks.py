# class: 22
# attack: a finder at the front of sys.meta_path and replaced modules of the tests
# want: V1
# outcome: imports of the tests happen in the examiner
# expect: q1_visible=failed q1_hidden=failed
# %% q1
import sys, types
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name.startswith("hidden"):
            return None
sys.meta_path.insert(0, Finder())
sys.modules["hidden_tests"] = types.ModuleType("hidden_tests")
sys.modules["autograder.testing"] = types.ModuleType("autograder.testing")
sys.modules["autograder.testing"].check_close = lambda *a, **k: None
def double(x):
    return 0 * x
