"""Calls about cash."""
