"""A postman's rounds: lists, attempts, what the citizen wishes, items brought home."""
