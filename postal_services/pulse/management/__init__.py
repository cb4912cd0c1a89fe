"""Commands of the pulse."""
