"""Commands of the pulse: backup and restore."""
