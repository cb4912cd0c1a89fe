"""Storing a day's list before it is worked on, and noting the result of each row."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from delegation.dossiers import policies
from delegation.dossiers.lists import DayList, read_list
from delegation.dossiers.models import Dossier, ImportJob, ImportRow, JobState, RowOutcome
from delegation.dossiers.refusals import ListSeenBefore, PossibleDuplicate
from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotAllowed, NotThere, Refused

SAME_FILE = timedelta(days=30)
"""How long the very same file for the same desk is taken for the same list."""
_ROWS_A_STATEMENT = 1_000


@dataclass(frozen=True, slots=True)
class Settled:
    """The result of one row: the dossier, or why there is none."""

    row: UUID
    outcome: Dossier | Refused


def store_list(*, actor: Actor, office: str, filename: str, content: bytes) -> ImportJob:
    """Read a file and store every row of it, so that nothing depends on the file any more.

    Raises NotThere or NotAllowed (policy), UnreadableList and its kinds, ListSeenBefore.
    """
    if actor.user_id is None or not policies.may_lodge_somewhere(actor):
        raise NotAllowed
    if not Office.objects.filter(pk=office).exists():
        raise NotThere
    return _store(actor.user_id, office, filename, hashlib.sha256(content).hexdigest(), read_list(content))


@transaction.atomic(durable=True)
def _store(owner: UUID, office: str, filename: str, digest: str, day_list: DayList) -> ImportJob:
    now = clock.now()
    # Two uploads of one file at the same moment are judged one after the other.
    Office.objects.select_for_update(no_key=True, of=("self",)).get(pk=office)
    before = ImportJob.objects.filter(office=office, sha256=digest, created_at__gt=now - SAME_FILE).first()
    if before is not None:
        raise ListSeenBefore(at=f"{before.created_at.astimezone(clock.VN):%H:%M %d/%m/%Y}", job=str(before.pk))
    job = ImportJob.objects.create(
        owner_id=owner,
        office_id=office,
        filename=PurePath(filename.replace("\\", "/")).name[:200] or "danh-sach",
        sha256=digest,
        kind=day_list.kind,
        encoding=day_list.encoding,
        total=len(day_list.rows),
        created_at=now,
    )
    ImportRow.objects.bulk_create(
        [
            ImportRow(job=job, number=row.number, content=json.dumps(row.cells, ensure_ascii=False))
            for row in day_list.rows
        ],
        batch_size=_ROWS_A_STATEMENT,
    )
    return job


@transaction.atomic(durable=True)
def settle_rows(*, job: UUID, results: Sequence[Settled]) -> ImportJob:
    """Note what came of some rows and count anew; the job is done when no row waits."""
    rows = {row.pk: row for row in ImportRow.objects.filter(job=job, pk__in=[each.row for each in results])}
    for each in results:
        _settle(rows[each.row], each.outcome)
    ImportRow.objects.bulk_update(
        rows.values(), ["outcome", "dossier", "code", "problems"], batch_size=_ROWS_A_STATEMENT
    )
    return _count(job)


@transaction.atomic(durable=True)
def retry_rows(*, actor: Actor, job: UUID) -> ImportJob:
    """Let the rows that were refused be tried once more, after what stood in their way has been put right."""
    found = ImportJob.objects.visible_to(actor).filter(pk=job).first()
    if found is None:
        raise NotThere
    if not policies.may_lodge_somewhere(actor):
        raise NotAllowed
    ImportRow.objects.filter(job=job, outcome=RowOutcome.REFUSED).update(
        outcome=RowOutcome.PENDING, code="", problems=[]
    )
    return _count(job)


@transaction.atomic(durable=True)
def confirm_rows(*, actor: Actor, job: UUID, rows: Iterable[UUID]) -> ImportJob:
    """A person has looked at doubtful rows: they are no duplicates and shall be taken in."""
    found = ImportJob.objects.visible_to(actor).filter(pk=job).first()
    if found is None:
        raise NotThere
    if not policies.may_lodge_somewhere(actor):
        raise NotAllowed
    chosen = list(ImportRow.objects.filter(job=job, pk__in=list(rows), outcome=RowOutcome.DOUBTFUL))
    for row in chosen:
        row.content = json.dumps({**json.loads(row.content), "not_duplicate": "x"}, ensure_ascii=False)
        row.outcome, row.code, row.problems = RowOutcome.PENDING, "", []
    ImportRow.objects.bulk_update(chosen, ["content", "outcome", "code", "problems"], batch_size=_ROWS_A_STATEMENT)
    return _count(job)


def _settle(row: ImportRow, outcome: Dossier | Refused) -> None:
    """Problems are kept as codes and words; what stood in the cells stays in the encrypted content."""
    if isinstance(outcome, Dossier):
        row.outcome, row.dossier, row.code, row.problems = RowOutcome.LODGED, outcome, "", []
        return
    row.outcome = RowOutcome.DOUBTFUL if isinstance(outcome, PossibleDuplicate) else RowOutcome.REFUSED
    row.code = outcome.code
    row.problems = [
        {"field": name, "code": problem.code, "vi": problem.vi, "en": problem.en}
        for name, problems in outcome.fields.items()
        for problem in problems
    ] or [{"field": "", "code": outcome.code, "vi": outcome.detail("vi"), "en": outcome.detail("en")}]


def _count(job: UUID) -> ImportJob:
    locked = ImportJob.objects.locked().get(pk=job)
    counts = dict(ImportRow.objects.filter(job=job).values_list("outcome").annotate(n=Count("pk")))
    locked.lodged = counts.get(RowOutcome.LODGED, 0)
    locked.refused = counts.get(RowOutcome.REFUSED, 0)
    locked.doubtful = counts.get(RowOutcome.DOUBTFUL, 0)
    waiting = counts.get(RowOutcome.PENDING, 0)
    locked.state = JobState.RUNNING if waiting else JobState.DONE
    locked.finished_at = None if waiting else clock.now()
    locked.save(update_fields=["lodged", "refused", "doubtful", "state", "finished_at"])
    return locked
