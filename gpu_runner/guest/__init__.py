"""The program inside a sandbox: imports modules once, then forks one kernel per request.

It runs in an image that holds no other part of this project, so its modules import
the standard library, each other, ipykernel and (for the filter) pyseccomp only.
"""
