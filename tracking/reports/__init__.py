"""What leaders sign and read: the quarterly report and the responsibility sheets."""
