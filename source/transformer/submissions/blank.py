# student: handed in the release
# score: 0
