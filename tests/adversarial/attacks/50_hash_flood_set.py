# class: 50
# attack: a set of numbers that all collide: it would be built for minutes, in C, where no interrupt is heard
# want: V2
# outcome: an error of the student: keys of one hash are few
# expect: q3_hidden=error
# %% q3
import sys
step = (1 << 61) - 1
values = ",".join(f'{{"k":"int","v":"{hex(n * step)}"}}' for n in range(2, 150_000))
agent = sys.modules["autograder.examine.agent"]
agent.Agent.answer = lambda self, op, message: agent.Message(f'[true,{{"k":"set","v":[{values}]}}]'.encode(), [])
def triple(x):
    return 0
