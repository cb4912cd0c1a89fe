"""What people do with partners and deliveries, one function a verb."""
