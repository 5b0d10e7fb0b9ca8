# class: 3
# attack: reads the source of the tests from inspect, linecache, the history and the main module
# want: V3
# outcome: the history holds the student's own cells, since tests run elsewhere
# %% q1
def double(x):
    return 2 * x
# %% after q1_hidden
import inspect, linecache, sys
texts = [str(In), str(Out), str(linecache.cache), str(list(get_ipython().history_manager.input_hist_raw))]
for name, module in list(sys.modules.items()):
    if name.startswith(("autograder", "__main__")):
        texts.append(str(vars(module)))
        try:
            texts.append(inspect.getsource(module))
        except (OSError, TypeError):
            pass
for text in texts:
    at = text.find("canary" + "-")
    if at >= 0:
        print("FOUND", text[at:at + 100])
print(len(texts), "texts")
