# student: opened the notebook and handed in the stubs
# score: 0
