"""Pure values and rules: what things are. Imports nothing of the other rings."""
