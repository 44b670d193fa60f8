"""Thin: the program, the hook, and the run that all fronts share."""
