"""Checking an assignment before its release: reference, empty release, variants, mutants."""
