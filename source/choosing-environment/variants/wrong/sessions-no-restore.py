# mistake: forgets the time for restoring
# fails: q4_random q4_cases q4_errors
# %% q4
def colab_sessions(total_hours, session_hours, checkpoint_every, restore_hours=0.0):
    left, number = total_hours, 1
    while left > session_hours:
        saved = session_hours // checkpoint_every * checkpoint_every
        if saved <= 0:
            raise ValueError("no progress")
        left -= saved
        number += 1
    return number
