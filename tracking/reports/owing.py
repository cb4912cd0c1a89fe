"""Verifications that are owed."""

from uuid import UUID

from django.db import IntegrityError, transaction

from postal_services import clock
from postal_services.ids import uuid7

from .models import Report, Verification
from .states import MakingState


def owe(report: Report, user: UUID | None) -> Verification:
    """A verification of the report, inside the caller's transaction."""
    owed = Verification.objects.filter(report=report, state__in=[MakingState.WAITING, MakingState.RUNNING])
    waiting = owed.first()
    if waiting is not None:
        return waiting
    made = Verification(id=uuid7(), report=report, sha256=report.sha256, requested_by_id=user, requested_at=clock.now())
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return owed.get()
    return made
