"""One module per command: `run` takes the arguments of `autograder.command_line`."""
