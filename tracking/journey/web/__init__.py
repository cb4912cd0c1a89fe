"""Pages of the citizen and of the hotline."""
