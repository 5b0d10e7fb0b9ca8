# mistake: work after the last checkpoint counts as well
# fails: q4_random q4_cases q4_errors
# %% q4
def colab_sessions(total_hours, session_hours, checkpoint_every, restore_hours=0.0):
    left, number = total_hours - session_hours, 1
    while left > 0:
        if session_hours <= restore_hours:
            raise ValueError("no progress")
        left -= session_hours - restore_hours
        number += 1
    return number
