"""What is done with pickups, one function for each act."""
