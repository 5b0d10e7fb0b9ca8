# student: Lea, downloaded the notebook and handed it in as it was
# score: 0
