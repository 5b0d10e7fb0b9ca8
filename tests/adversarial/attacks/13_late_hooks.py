# class: 13
# attack: atexit, finalizers, __del__ and a daemon thread that write results when the grader is done
# want: V1
# outcome: the kernel is killed, not asked; nothing that it writes is read
# expect: q1_visible=failed q1_hidden=failed
# %% q1
import atexit, json, threading, time, weakref
def write(*_):
    with open("results.json", "w") as file:
        json.dump({"score": 100}, file)
class Last:
    def __del__(self):
        write()
last = Last()
atexit.register(write)
weakref.finalize(last, write)
def forever():
    while True:
        time.sleep(0.1)
        write()
threading.Thread(target=forever, daemon=True).start()
def double(x):
    return 0 * x
