"""The fixtures of the truth table, by what is odd about them."""
