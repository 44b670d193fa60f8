"""Rows of the table of flips: what a tree holds, what of its world is turned over, and what must be told then."""
