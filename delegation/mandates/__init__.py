"""What a committee delegates to a post office, from when to when."""
