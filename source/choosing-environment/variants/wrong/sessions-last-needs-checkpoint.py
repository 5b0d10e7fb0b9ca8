# mistake: the last session has to reach a checkpoint, too
# fails: q4_random q4_cases q4_errors
# %% q4
def colab_sessions(total_hours, session_hours, checkpoint_every, restore_hours=0.0):
    left, number, work = total_hours, 0, session_hours
    while left > 0:
        saved = work // checkpoint_every * checkpoint_every
        if saved <= 0:
            raise ValueError("no progress")
        left -= saved
        number += 1
        work = session_hours - restore_hours
    return number
