# student: Ola, handed in the notebook as it was
# score: 0
