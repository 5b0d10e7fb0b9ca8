"""Submissions that are alike: whom to look at, not who has copied."""
