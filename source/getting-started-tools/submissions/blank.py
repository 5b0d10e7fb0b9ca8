# student: Tom, handed in the notebook as it was
# score: 0
