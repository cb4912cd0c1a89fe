"""Calls about rounds."""
