# mistake: looks for progress before the work is known to be longer than a session
# fails: q4_example q4_errors
# %% q4
def colab_sessions(total_hours, session_hours, checkpoint_every, restore_hours=0.0):
    if session_hours - restore_hours < checkpoint_every:
        raise ValueError("no progress")
    left, number, work = total_hours, 1, session_hours
    while left > work:
        left -= work // checkpoint_every * checkpoint_every
        number += 1
        work = session_hours - restore_hours
    return number
