"""Grading a batch: submissions in, outcomes in the gradebook, pages beside it."""
