"""Roof and floor of the house: settings and doors above, ledger, documents and web pieces below."""
