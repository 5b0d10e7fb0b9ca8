# class: 20
# attack: patches unittest, doctest, pytest, otter and the agent that answers for it
# want: V1
# outcome: the agent's answers are data; a patched agent can only answer wrongly
# expect: q1_visible=error|failed q1_hidden=error|failed q2_hidden=error|failed q3_hidden=error|failed
# %% q1
import sys, unittest, doctest
unittest.TestCase.assertEqual = unittest.TestCase.fail = lambda *a, **k: None
doctest.run_docstring_examples = lambda *a, **k: None
open("conftest.py", "w").write("def pytest_runtest_makereport(item, call): pass\n")
agent = sys.modules["autograder.examine.agent"]
agent.Agent.answer = lambda self, op, message: message
def double(x):
    return 0 * x
