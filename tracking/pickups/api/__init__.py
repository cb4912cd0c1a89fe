"""Calls about pickups."""
