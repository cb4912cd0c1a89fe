"""What districts and the province do about what a directive asks."""
