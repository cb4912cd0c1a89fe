"""The notice and how far the districts are."""
