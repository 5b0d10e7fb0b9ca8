"""Small faults in worked solutions, the kind that people make: what good tests notice."""
