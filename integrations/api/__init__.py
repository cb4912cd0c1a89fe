"""The API's door to partners and deliveries."""
