# student: handed in the release unchanged
# score: 0
