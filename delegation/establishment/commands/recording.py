"""Taking over into the ledger what lists brought: offices, posts and devices that no line speaks of yet."""

from django.db import transaction

from delegation.establishment.adoption import Recorded, record_within


@transaction.atomic(durable=True)
def record_establishment() -> Recorded:
    """Write a line, flagged ``loaded``, about each office, post and device that has none; again, it writes nothing."""
    return record_within()
