# class: 15
# attack: an object that agrees by any method, keeps what it is asked about, and claims to be a table
# want: V1 V3
# outcome: data compare in the examiner; methods that decide are refused, and a class of data is no object's
# expect: q1_visible=failed|error q1_hidden=failed|error q2_hidden=failed|error q3_hidden=failed|error
# %% q1
asked = []
class Agrees:
    def __getattr__(self, name):
        return lambda *arguments, **options: asked.append((arguments, options)) or True
    def __getitem__(self, key):
        return self
    def __len__(self):
        return 0
agrees = Agrees()
import sys
agent = sys.modules["autograder.examine.agent"]
agent.describe_classes = lambda kind: [["pandas", "DataFrame"], ["collections", "OrderedDict"], ["numpy", "ndarray"]]
def double(x):
    return agrees
# %% q2
def classify(X):
    return agrees
# %% q3
def triple(x):
    return agrees
# %% after q3
print(asked)
