"""Reports from the command line."""
