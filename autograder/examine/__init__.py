"""Examination: hidden tests in a trusted examiner, the submission in a candidate of its own."""
