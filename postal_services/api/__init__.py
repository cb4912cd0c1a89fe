"""How programs talk to the house: errors, pages, keys, limits, the schema."""
