"""Mandates on the screen."""
