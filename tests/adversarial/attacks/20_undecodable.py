# class: 20 61
# attack: answers with values that pass the format and break whatever builds them
# want: V1
# outcome: an error of the student, as every malformed answer
# expect: q1_visible=error q1_hidden=error q2_hidden=error|timeout q3_hidden=error
# %% q1
import itertools, sys
agent = sys.modules["autograder.examine.agent"]
forged = itertools.cycle([
    b'{"k":"frame","n":[1],"i":{"k":"range","v":[0,1,0]},"v":[[1],[2,3]]}', b'{"k":"timestamp","v":"9999999999-01-01"}',
    b'{"k":"strings","s":[3,5],"v":[{"k":"bytes","b":0}]}', b'{"k":"array","d":"<U0","s":[1099511627775,1099511627775],"b":1}',
    b'{"k":"array","d":"<M8[generic]","s":[0,1099511627775,1099511627775,1099511627775],"b":1}', b'{"k":"dtype","v":"<U999999"} ,1',
    b'{"k":"tfdtype","v":"resource"},1', b'{"k":"shape","v":[[1]]}', b'{"k":"named","n":"a","f":["b","b"],"v":[1,2]}',
    b'{"k":"slice","v":[1,2,3,4,5]}', b'{"k":"complex","v":["a",[]]}', b'{"k":["handle"]}', b'{"k":"handle","id":[],"name":1,"classes":[["numpy","ndarray.x"]]}',
    b'{"k":"handle","id":1,"name":"x","classes":[[[],{}]],"is_class":true,"callable":true}', b'{"k":"dict","v":[[[1],2]]}', b'{"k":"set","v":[[1]]}',
])
agent.Agent.answer = lambda self, op, message: agent.Message(b"[true," + next(forged) + b"]", [b"x", b""])
def double(x):
    return 0 * x
