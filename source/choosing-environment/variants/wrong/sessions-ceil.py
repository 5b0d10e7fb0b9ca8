# mistake: total hours by hours of a session, rounded up
# fails: q4_example q4_random q4_cases q4_errors
# %% q4
def colab_sessions(total_hours, session_hours, checkpoint_every, restore_hours=0.0):
    return math.ceil(total_hours / session_hours)
