"""A directive as a file: what it says, by when, of whom; and everything that is wrong with it."""
