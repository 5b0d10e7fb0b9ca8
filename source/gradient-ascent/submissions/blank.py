# student: opened the notebook and handed in the release
# score: 0
