"""Establishment for people."""
