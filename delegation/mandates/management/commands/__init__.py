"""Management commands of mandates."""
