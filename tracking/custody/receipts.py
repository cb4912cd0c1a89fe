"""Signed receipts of countersigned hand-overs: one for each side, over the same facts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from postal_services.documents import keys, signed
from postal_services.ids import uuid7

from .models import HandOver, Receipt
from .models.hand_overs import Party
from .states import Verdict

_PARTIES = {Party.GIVER: signed.Party.GIVER, Party.RECEIVER: signed.Party.RECEIVER}


def issue(
    hand_over: HandOver, verdicts: Mapping[str, Verdict], extra: Sequence[str], at: datetime
) -> dict[str, Receipt]:
    """Sign and keep the receipts of both sides; gives them by party. Two statements."""
    found = Counter(verdicts.values())
    counts = signed.Counts(
        listed=len(verdicts),
        received=found[Verdict.RECEIVED] + found[Verdict.DAMAGED],
        missing=found[Verdict.MISSING],
        damaged=found[Verdict.DAMAGED],
        extra=len(extra),
    )
    signer = keys.current_key(keys.RECEIPT)
    issued = []
    for party, code in _PARTIES.items():
        receipt_id = uuid7()
        facts = signed.ReceiptFacts(
            receipt_id=receipt_id,
            issued_at=at,
            party=code,
            giver=hand_over.giver_id,
            receiver=hand_over.receiver_id,
            counts=counts,
            digest=signed.list_digest(hand_over.code, [(code, str(each)) for code, each in verdicts.items()]),
            root=bytes.fromhex(hand_over.root.ljust(16, "0")),
        )
        issued.append(
            Receipt(id=receipt_id, hand_over=hand_over, party=party, signed=signed.sign(facts, signer), issued_at=at)
        )
    return {str(receipt.party): receipt for receipt in Receipt.objects.bulk_create(issued)}
