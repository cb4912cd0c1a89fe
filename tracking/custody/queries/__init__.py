"""Reads of custody that doors share, ready to show."""

from .receipts import ReceiptCheck, SignedFacts, verify_receipt

__all__ = ["ReceiptCheck", "SignedFacts", "verify_receipt"]
