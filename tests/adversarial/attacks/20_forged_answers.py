# class: 20 61
# attack: answers the examiner itself with forged, malformed and oversized messages
# want: V1
# outcome: answers are decoded as data, with caps; nonsense is an error of the student
# expect: q1_visible=error q1_hidden=error q2_hidden=error q3_hidden=error
# %% q1
import itertools, sys
agent = sys.modules["autograder.examine.agent"]
Message = agent.Message
forged = itertools.cycle([
    b"", b"[", b"[true]", b"[true, {\"k\": \"pickle\", \"b\": 0}]", b"[" * 5000, b"\xff\xfe", b"[false, 3]",
    b"[false, {\"name\": \"A\\u0000B\", \"classes\": 3}]", b"[true, {\"k\": \"array\", \"d\": \"|O\", \"s\": [1], \"b\": 0}]",
    b"[true, {\"k\": \"array\", \"d\": \"<f8\", \"s\": [1099511627775], \"b\": 0}]", b"[true, " + b"9" * 5000 + b"]",
    b"[true, {\"k\": \"named\", \"n\": \"x\", \"f\": [\"__class__\"], \"v\": [1]}]", b"[1, 2]",
])
agent.Agent.answer = lambda self, op, message: Message(next(forged), [b"cos\nsystem\n(S'true'\ntR."])
def double(x):
    return 0 * x
