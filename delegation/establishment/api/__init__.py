"""Establishment for programs."""
