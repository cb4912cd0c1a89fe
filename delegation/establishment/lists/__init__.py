"""A province as a folder of lists: units, offices, procedures, people; and everything that is wrong with them."""
