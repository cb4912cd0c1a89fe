"""Reads of rounds that doors share, ready to show."""
