"""Noting who read whose personal data, and why."""

from collections.abc import Iterable
from uuid import UUID

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.models import PersonalDataRead


def note_read(actor: Actor, purpose: str, subject: UUID, fields: Iterable[str]) -> None:
    """Note that ``actor`` read ``fields`` of ``subject`` for ``purpose``, a short stable word such as ``case_page``."""
    note_reads(actor, purpose, [subject], fields)


def note_reads(actor: Actor, purpose: str, subjects: Iterable[UUID], fields: Iterable[str]) -> None:
    """The same for many subjects shown at once, in one statement."""
    now = clock.now()
    named = sorted(set(fields))
    PersonalDataRead.objects.bulk_create(
        [
            PersonalDataRead(
                at=now, actor=actor.user_id, device=actor.device_id, purpose=purpose, subject=subject, fields=named
            )
            for subject in subjects
        ]
    )
