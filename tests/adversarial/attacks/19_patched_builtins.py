# class: 19
# attack: replaces abs, len, isinstance, sum, print, open, float and AssertionError
# want: V1
# outcome: only its own process is broken
# expect: q1_visible=failed q1_hidden=failed q3_hidden=failed|error|not_reached|kernel_died|timeout
# %% q1
import builtins
def double(x):
    return 0 * x
# %% after q2_hidden
for name, lie in {"abs": lambda x: 0, "sum": lambda *a: 0, "print": lambda *a, **k: None, "AssertionError": type,
                  "float": lambda *a: 0.0, "isinstance": lambda *a: True, "len": lambda *a: 1}.items():
    setattr(builtins, name, lie)
# %% q3
def triple(x):
    return 0
