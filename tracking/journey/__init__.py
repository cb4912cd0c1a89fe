"""What the citizen and the hotline see."""
