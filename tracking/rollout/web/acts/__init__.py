"""Pages of what districts and the province do."""
