"""The registry: units, offices, posts, tariff, calendar, and how they are loaded."""
