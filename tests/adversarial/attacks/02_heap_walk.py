# class: 2
# attack: searches every object of the garbage collector while the hidden test calls
# want: V3
# outcome: expected values and the test's text were never in its memory
# %% q1
import gc
found = []
wanted = "canary" + "-"
def double(x):
    for item in gc.get_objects():
        if type(item) in (dict, list, tuple, set) and item is not found:
            values = list(item.values()) + list(item) if type(item) is dict else list(item)
            for value in values[:2000]:
                if type(value) in (str, bytes) and len(found) < 50:
                    text = value if type(value) is str else value.decode("latin-1")
                    if wanted in text:
                        found.append(text[:200])
    return 2 * x
# %% after q1_hidden
print("FOUND", found)
