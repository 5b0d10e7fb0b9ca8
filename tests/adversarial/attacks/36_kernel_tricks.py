# class: 36
# attack: removes asserts by AST and input transformers, hooks events, patches showtraceback and displayhook
# want: V1
# outcome: no test cell runs in that kernel
# expect: q1_visible=failed q1_hidden=failed q3_hidden=failed
# %% q1
import ast, sys
class NoAssert(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
shell = get_ipython()
shell.ast_transformers.append(NoAssert())
shell.events.register("post_run_cell", lambda *a: sys.displayhook(5))
shell.showtraceback = lambda *a, **k: None
def double(x):
    sys.displayhook(2)
    return 0 * x
# %% after q2_hidden
get_ipython().run_cell_magic("javascript", "", "fetch('/api/grades')")
get_ipython().system("echo passed")
# %% q3
def triple(x):
    return 0
