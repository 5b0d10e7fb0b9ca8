"""Measurements of speed. Each script prints a table and writes `results/<script>.json`."""
