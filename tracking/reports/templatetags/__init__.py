"""How figures of sheets are written on pages."""
