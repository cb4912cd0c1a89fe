"""Whom do we tell: what is owed to partners and what came from them."""
