"""Outgoing webhooks by Standard Webhooks: thin, signed, guarded."""
