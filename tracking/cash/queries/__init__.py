"""Reads of money: what is outstanding, days, reconciliations, lists."""

from .accounts import Account, accounts, outstanding

__all__ = ["Account", "accounts", "outstanding"]
