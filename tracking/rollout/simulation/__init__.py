"""A world that is made up: people, staff and days, played through the real commands."""
