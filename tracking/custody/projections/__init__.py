"""Items, lists, bags, seals and proofs computed again from the ledger."""

from .columns import BAGS, HAND_OVER_LINES, HAND_OVERS, IDENTITIES, PROOFS, SEALS
from .items import BAG_ITEMS, ITEMS

__all__ = ["BAGS", "BAG_ITEMS", "HAND_OVERS", "HAND_OVER_LINES", "IDENTITIES", "ITEMS", "PROOFS", "SEALS"]
