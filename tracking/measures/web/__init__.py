"""The public page of the service level, and the figures for staff."""
