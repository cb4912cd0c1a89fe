"""What people do with rounds, and with items that wait at an office; one transaction each."""
