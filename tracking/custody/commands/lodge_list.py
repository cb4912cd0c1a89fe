"""Working through a stored list, a batch at a time, as often as it takes."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from django.db import connection

from delegation.dossiers import policies
from delegation.dossiers.commands import Settled, settle_rows
from delegation.dossiers.intake import Reader
from delegation.dossiers.lodging import BATCH, Lodging
from delegation.dossiers.models import Dossier, ImportJob, ImportRow, RowOutcome
from postal_services.accounts.actors import Actor
from postal_services.errors import NotAllowed, NotThere, Refused
from tracking.custody.commands.lodge import LodgedDossier, lodge_dossiers


def lodge_next_rows(*, actor: Actor, job: UUID) -> ImportJob:
    """Take in the next rows of a list that have no result yet, at most one batch; gives the list as it then stands.

    Each row is the source of its dossier, and a source is taken in once only: after a crash between the lodging and
    the note of its result, the next call finds the dossiers and notes them. Somebody else who is at work on the same
    list is waited for by coming back.

    Raises NotThere for a list that is not of the actor's offices, NotAllowed for those who may only look at it: their
    attempt would note every row as refused.
    """
    found = ImportJob.objects.visible_to(actor).filter(pk=job).first()
    if found is None:
        raise NotThere
    if not policies.may_lodge_somewhere(actor):
        raise NotAllowed
    with _alone(job) as alone:
        if not alone:
            return found
        waiting = list(ImportRow.objects.filter(job=job, outcome=RowOutcome.PENDING).order_by("number")[:BATCH])
        return settle_rows(job=job, results=_work(actor, found.office_id, waiting))


def _work(actor: Actor, office: str, rows: Sequence[ImportRow]) -> list[Settled]:
    """The result of each row: taken in before, unreadable, refused or taken in now."""
    before = {each.source: each for each in Dossier.objects.filter(source__in=[row.pk for row in rows])}
    reader = Reader.of(office)
    results = [Settled(row.pk, before[row.pk]) for row in rows if row.pk in before]
    lodgings: list[Lodging] = []
    for row in rows:
        if row.pk in before:
            continue
        try:
            lodgings.append(reader.lodging(json.loads(row.content), source=row.pk))
        except Refused as refused:
            results.append(Settled(row.pk, refused))
    outcomes: Sequence[LodgedDossier | Refused]
    try:
        outcomes = lodge_dossiers(actor=actor, lodgings=lodgings) if lodgings else []
    except Refused as refused:
        # Serials or item codes have run out: nothing of the batch was written, and every row of it says why.
        outcomes = [refused] * len(lodgings)
    for lodging, outcome in zip(lodgings, outcomes, strict=True):
        if lodging.source is not None:
            results.append(Settled(lodging.source, outcome if isinstance(outcome, Refused) else outcome.dossier))
    return results


@contextmanager
def _alone(job: UUID) -> Iterator[bool]:
    """Whether this connection is the only one at work on the list; the turn ends with the connection at the latest."""
    key = int.from_bytes(job.bytes[8:], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
