"""The instance on one machine: started, killed, restarted for real."""
