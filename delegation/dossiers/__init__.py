"""The administrative case: its papers, its clock, its fees."""
