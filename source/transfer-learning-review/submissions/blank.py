# student: Gil, handed in the notebook as it was
# score: 0
