"""What people do about incidents, complaints and compensation."""
