# mistake: does not notice that nothing is saved; an endless loop
# fails: q4_errors
# %% q4
def colab_sessions(total_hours, session_hours, checkpoint_every, restore_hours=0.0):
    left, number, work = total_hours, 1, session_hours
    while left > work:
        left -= max(0, work // checkpoint_every * checkpoint_every)
        number += 1
        work = session_hours - restore_hours
    return number
