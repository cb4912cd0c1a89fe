"""Who is asking: people, their keys and devices, the second factor."""
