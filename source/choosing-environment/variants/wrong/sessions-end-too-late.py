# mistake: work that ends with the session is not complete
# fails: q4_random q4_cases q4_errors
# %% q4
def colab_sessions(total_hours, session_hours, checkpoint_every, restore_hours=0.0):
    left, number, work = total_hours, 1, session_hours
    while left >= work:
        saved = work // checkpoint_every * checkpoint_every
        if saved <= 0:
            raise ValueError("no progress")
        left -= saved
        number += 1
        work = session_hours - restore_hours
    return number
