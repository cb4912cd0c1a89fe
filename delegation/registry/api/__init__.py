"""Reading the registry by program."""
