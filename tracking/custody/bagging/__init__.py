"""What bags are called, and why something is not done with them."""
