# mistake: the first session begins with restoring, too
# fails: q4_random q4_cases q4_errors
# %% q4
def colab_sessions(total_hours, session_hours, checkpoint_every, restore_hours=0.0):
    work, left, number = session_hours - restore_hours, total_hours, 1
    while left > work:
        saved = work // checkpoint_every * checkpoint_every
        if saved <= 0:
            raise ValueError("no progress")
        left -= saved
        number += 1
    return number
