"""Calibrating thresholds: what right and wrong solutions reach over many seeds."""
