"""Journeys for programs."""
