"""The service level for programs."""
