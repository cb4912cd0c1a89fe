"""Money taken for the state and for the post: takings, the closing of a clerk's day, reconciliation."""
