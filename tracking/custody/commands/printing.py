"""Prints that take longer than a page may: asked for here, made by a worker."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.reads import note_reads
from postal_services.documents import s10
from postal_services.errors import FieldProblem, Invalid, NotAllowed, Refused
from tracking.custody import papers
from tracking.custody.models import Item, Paper, PrintJob, PrintState
from tracking.custody.queries.items import may_read_recipient
from tracking.custody.refusals import NothingToHandOver, UnknownCode, problem

MOST_ITEMS = 5_000
LEASE = timedelta(minutes=2)
MOST_TRIES = 3
KEPT_FOR = timedelta(days=2)
_STEP = 50


@transaction.atomic(durable=True)
def request_print(*, actor: Actor, paper: str, items: Sequence[str], now: datetime | None = None) -> PrintJob:
    """Note that labels are wanted; a worker makes them, and the read of what stands on them is noted here.

    Items whose recipient the actor may not read are named as unknown.
    """
    if actor.user_id is None:
        raise NotAllowed
    if paper not in Paper.values:
        raise Invalid({"paper": [FieldProblem("unknown_paper", "Không có loại giấy này.", "There is no such paper.")]})
    codes = _codes(items)
    rows = Item.objects.visible_to(actor).filter(code__in=codes).select_related("dossier")
    seen = {item.code: item.dossier_id for item in rows if may_read_recipient(actor, item)}
    missing = {code: [problem(UnknownCode())] for code in codes if code not in seen}
    if missing:
        raise Invalid(missing)
    note_reads(actor, "label", set(seen.values()), papers.ON_LABELS)
    return PrintJob.objects.create(
        paper=paper, items=codes, total=len(codes), requested_by_id=actor.user_id, requested_at=now or clock.now()
    )


def _codes(items: Sequence[str]) -> list[str]:
    if not items:
        raise NothingToHandOver
    if len(items) > MOST_ITEMS:
        vi, en = f"Mỗi lần in nhiều nhất {MOST_ITEMS} tem.", f"At most {MOST_ITEMS} labels at a time."
        raise Invalid({"items": [FieldProblem("too_many", vi, en)]})
    codes: dict[str, None] = {}
    for text in items:
        try:
            codes[s10.parse(text)] = None
        except Refused as refused:
            raise Invalid({"items": [problem(refused)]}) from refused
    return list(codes)


def make_next_print() -> UUID | None:
    """Take the oldest print that is owed, make it, and give its id; None when nothing is owed."""
    job = _claim()
    if job is None:
        return None
    target = folder() / f"{job.id}.pdf"
    # Its own part: a worker whose lease ran out while it slept goes on writing when it wakes up.
    part = target.with_suffix(f".{job.tries}.part")
    with part.open("wb") as out:
        _draw(job, out)
    part.replace(target)
    PrintJob.objects.filter(pk=job.pk).update(
        state=PrintState.READY, done=job.total, file=target.name, finished_at=clock.now(), leased_until=None
    )
    return job.id


@transaction.atomic
def _claim() -> PrintJob | None:
    """The oldest owed print that no living worker holds; one that failed too often is given up."""
    now = clock.now()
    PrintJob.objects.filter(state=PrintState.RUNNING, leased_until__lt=now, tries__gte=MOST_TRIES).update(
        state=PrintState.FAILED, finished_at=now
    )
    free = Q(state=PrintState.WAITING) | Q(state=PrintState.RUNNING, leased_until__lt=now)
    job = PrintJob.objects.select_for_update(skip_locked=True).filter(free).order_by("requested_at").first()
    if job is not None:
        job.state, job.leased_until, job.tries, job.done = PrintState.RUNNING, now + LEASE, job.tries + 1, 0
        job.save(update_fields=["state", "leased_until", "tries", "done"])
    return job


def _draw(job: PrintJob, out: BinaryIO) -> None:
    papers.labels_pdf(_items(job), out, sheets=job.paper == Paper.LABEL_SHEETS)


def _items(job: PrintJob) -> Iterator[Item]:
    """The items in the order asked for, some at a time; says after each step how far it is."""
    for start in range(0, len(job.items), _STEP):
        codes = job.items[start : start + _STEP]
        rows = Item.objects.filter(code__in=codes).select_related(
            "dossier__committee", "dossier__post_office", "dossier__unit__parent", "destination"
        )
        by_code = {item.code: item for item in rows}
        yield from (by_code[code] for code in codes)
        PrintJob.objects.filter(pk=job.pk).update(done=start + len(codes), leased_until=clock.now() + LEASE)


def forget_old_prints(now: datetime | None = None) -> int:
    """Delete prints and their files after two days, half-done ones too: they carry names and addresses."""
    old = PrintJob.objects.filter(requested_at__lt=(now or clock.now()) - KEPT_FOR)
    for job in old.values_list("pk", flat=True):
        for file in folder().glob(f"{job}.*"):
            file.unlink(missing_ok=True)
    return old.delete()[0]


def folder() -> Path:
    """Where prints lie; served only to who asked for them."""
    place = Path(settings.MEDIA_ROOT) / "prints"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place
