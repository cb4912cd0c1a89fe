"""Management commands of establishment."""
