"""How fast the house is, as ratios against bare floors measured in the same run on the same server and database."""
