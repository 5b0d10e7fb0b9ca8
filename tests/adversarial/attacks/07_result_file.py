# class: 7 8
# attack: writes result files where graders of this kind expect them, locks them, and leaves
# want: V1
# outcome: there is no result file; the end of the process ends the test
# expect: q1_visible=kernel_died q1_hidden=not_reached q2_hidden=not_reached q3_hidden=not_reached
# %% q1
import json, os
def double(x):
    for name in ("results.json", "autograder/results/results.json", "grades.csv", "record.jsonl", "results.pkl"):
        os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
        with open(name, "w") as file:
            json.dump({"score": 100, "tests": [{"score": 8, "max_score": 8}]}, file)
        os.chmod(name, 0o400)
    os._exit(0)
