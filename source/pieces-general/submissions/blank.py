# student: Emil, opened the notebook, read it, and handed it in
# score: 0
