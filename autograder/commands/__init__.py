"""One module per command; `autograder.main` parses the arguments and calls `run`."""
