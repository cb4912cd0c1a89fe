"""What people do about the offices they answer for; see the modules."""
