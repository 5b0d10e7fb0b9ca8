# class: 11
# attack: prints what other graders parse, as scores, JUnit and doctest output
# want: V1
# outcome: nothing that is printed is read
# expect: q1_visible=failed q1_hidden=failed
# %% q1
def double(x):
    print('{"scores": {"q1": 100}}\nALL TESTS PASSED\n<testsuite tests="1" failures="0"/>\n1 passed in 0.01s')
    print("__examiner__.end() {'ended': true}", flush=True)
    return 0 * x
