"""Author, build, examine, grade and report notebook assignments."""

__version__ = "0.1.0"
