# class: 20 61
# attack: answers every question with an error whose fields are no text, and a class that is none
# want: V1
# outcome: an error of the student, as every malformed answer
# expect: q1_visible=error q1_hidden=error q2_hidden=error q3_hidden=error
# %% q1
import sys
agent = sys.modules["autograder.examine.agent"]
import itertools
forged = itertools.cycle(
    b'[false,{"k":"dict","v":[["name","%s"],["classes",%s],["text",null],["traceback",5]]}]' % pair
    for pair in [(b"A\\u0000B", b"[]"), (b"A", b"[[[1],2],3]"), (b"A", b"7"), (b"\\ud800", b'[["builtins",3]]')]
)
agent.Agent.answer = lambda self, op, message: agent.Message(next(forged), [])
def double(x):
    return 0 * x
