"""Putting a half-filled form aside and taking it up again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from delegation.dossiers import policies
from delegation.dossiers.models import DossierDraft
from delegation.dossiers.refusals import DraftGone
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotAllowed, NotThere

KEPT_FOR = timedelta(days=7)
"""How long a draft waits; it holds personal data, so it does not wait for ever."""
_LARGEST = 50_000

Content = Mapping[str, Sequence[str]]
"""What a form sent: every field with its values."""


@dataclass(frozen=True, slots=True)
class DraftKept:
    """A draft as it was put aside."""

    id: UUID
    content: Content
    modified_at: datetime


@transaction.atomic(durable=True)
def save_draft(*, actor: Actor, content: Content, draft: UUID | None = None) -> DraftKept:
    """Put a form aside, over the draft it was taken from when there is one; what has expired goes.

    Raises NotAllowed for somebody who lodges nowhere or sends more than a form holds, NotThere for a foreign draft.
    """
    now = clock.now()
    text = json.dumps({name: list(values) for name, values in content.items()}, ensure_ascii=False)
    if actor.user_id is None or not policies.may_lodge_somewhere(actor) or len(text) > _LARGEST:
        raise NotAllowed
    mine = DossierDraft.objects.visible_to(actor)
    mine.filter(expires_at__lte=now).delete()
    row = mine.locked().filter(pk=draft).first() if draft else DossierDraft(owner_id=actor.user_id, created_at=now)
    if row is None:
        raise NotThere
    row.content = text
    row.modified_at = now
    row.expires_at = now + KEPT_FOR
    row.save()
    return _kept(row)


def open_draft(*, actor: Actor, draft: UUID) -> DraftKept:
    """What was put aside; raises NotThere when it is not the actor's, DraftGone when its time is over."""
    row = DossierDraft.objects.visible_to(actor).filter(pk=draft).first()
    if row is None:
        raise NotThere
    if row.expires_at <= clock.now():
        raise DraftGone
    return _kept(row)


@transaction.atomic(durable=True)
def discard_draft(*, actor: Actor, draft: UUID) -> None:
    """Throw a draft away; one that is gone already is gone."""
    DossierDraft.objects.visible_to(actor).filter(pk=draft).delete()


def _kept(row: DossierDraft) -> DraftKept:
    return DraftKept(row.pk, json.loads(row.content), row.modified_at)
