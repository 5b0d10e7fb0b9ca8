# class: 14
# attack: sets itself a limit of CPU time, at whose end the system's kernel sends SIGKILL
# want: V1 V2
# runner: sandbox
# outcome: the limit cannot be set: nothing inside can end a kernel as only the host could
# expect: q1_visible=failed q1_hidden=failed
# %% q1
import resource, time
for limit in ((1, 1), (1, resource.RLIM_INFINITY)):
    try:
        resource.setrlimit(resource.RLIMIT_CPU, limit)
    except (OSError, ValueError):
        pass
end = time.process_time() + 1.3
while time.process_time() < end:
    pass
def double(x):
    return 0 * x
