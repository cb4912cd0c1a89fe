"""What went wrong or is late: incidents, complaints, compensation, and the desk that deals with them."""
