"""The public page of the service level."""
