"""What is done with reports: one function per verb, one transaction each."""
