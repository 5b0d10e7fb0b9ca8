# student: Ben opened the notebook, ran the figure and handed it in as released
# score: 0
