"""The course, for the autograder and for nbgrader itself.

`c` is a traitlets Config; docs/configuration.md lists what can be set.
"""

c = get_config()  # noqa: F821  # defined by whoever reads this file

c.CourseDirectory.course_id = "advanced-ml"
c.CourseDirectory.source_directory = "source"
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.solution_directory = "solutions"

# What only authors need. `autograder build` leaves these out anyway; nbgrader would copy them.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    "variants",
    "submissions",
    "assignment.toml",
]
