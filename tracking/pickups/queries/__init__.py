"""Reads of the pickups room."""
