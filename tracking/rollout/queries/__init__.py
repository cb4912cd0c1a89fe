"""Reads of what districts and the province do, now and as of any day."""
