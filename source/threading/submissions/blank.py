# student: Nadia, handed in the notebook as it was released
# score: 0
