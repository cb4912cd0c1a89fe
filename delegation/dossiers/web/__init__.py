"""Dossiers on the screen."""
