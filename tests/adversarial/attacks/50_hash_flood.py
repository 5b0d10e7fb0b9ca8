# class: 50
# attack: an answer that takes minutes to decode: the keys of a dict all collide
# want: V2
# outcome: an error of the student: keys of one hash are few
# expect: q3_hidden=error
# %% q3
import sys
step = (1 << 61) - 1
keys = ",".join(f'[{{"k":"int","v":"{hex(n * step)}"}},0]' for n in range(150_000))
agent = sys.modules["autograder.examine.agent"]
agent.Agent.answer = lambda self, op, message: agent.Message(f'[true,{{"k":"dict","v":[{keys}]}}]'.encode(), [])
def triple(x):
    return 0
