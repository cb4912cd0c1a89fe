"""Pages about cash."""
