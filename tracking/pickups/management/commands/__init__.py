"""Commands of the pickups room."""
