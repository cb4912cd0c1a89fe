"""Calls about incidents."""
