"""Recording what devices say they scanned."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from delegation.dossiers import steps
from delegation.mandates import queries as mandates
from delegation.registry.models import Office
from delegation.registry.models.offices import POST_KINDS
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import keyring
from postal_services.errors import NotAllowed
from postal_services.ledger import writer
from postal_services.statements import Rows, prepared_cursor
from tracking.custody import bag_scans, carrying, consequences, moves, proofs
from tracking.custody.bag_scans import BagScans
from tracking.custody.book import Book, ItemNow, ScanResult, Seen
from tracking.custody.models import Bag
from tracking.custody.moves import Held, Move
from tracking.custody.proof_reading import Proof, kept_text, read_proof
from tracking.custody.queries.routes import Roads
from tracking.custody.readings import Batch, Read, Scan, take_apart
from tracking.custody.refusals import UnknownOffice
from tracking.custody.states import Action
from tracking.custody.times import skew_of

__all__ = ["LARGEST_BATCH", "Batch", "ItemNow", "Scan", "ScanResult", "record_scans"]

LARGEST_BATCH: Final = 500
_TRIES: Final = 3


def record_scans(*, actor: Actor, batch: Batch, now: datetime | None = None) -> list[ScanResult]:
    """Write what was scanned; one result for each scan, in the order sent, whatever became of the others.

    One transaction and at most six statements, for one scan or five hundred; codes and digits to be checked take four
    more at most. Raises NotAllowed for somebody who holds
    no post at all.
    """
    if not actor.appointments:
        raise NotAllowed
    received_at = now or clock.now()
    offices = _offices_named(batch)
    told = {scan.id: read_proof(scan.proof) for scan in batch.scans if scan.proof and scan.action == Action.DELIVER}
    for attempt in range(_TRIES):
        try:
            return _record(actor, batch, received_at, offices, told)
        except IntegrityError as error:
            # Another request wrote the same scan id between our look and our insert: look again.
            if attempt + 1 == _TRIES or "custody_scan_pkey" not in str(error):
                raise
    raise AssertionError


@transaction.atomic(durable=True)
def _record(
    actor: Actor, batch: Batch, received_at: datetime, known: frozenset[str], told: Mapping[UUID, Proof]
) -> list[ScanResult]:
    readings = [take_apart(actor, scan, skew_of(batch.device_time, received_at), received_at) for scan in batch.scans]
    bags = _bags_named(readings)
    heads, helds = moves.lock_items(
        {each.item_code for each in readings if each.item_code}.union(carrying.content_codes(bags)),
        offices=actor.offices,
        sees_everything=actor.sees_everything,
        tokens={each.token for each in readings if each.token},
    )
    if bags:
        heads.add(writer.lock({bag.stream_id for bag in bags}))
    seen = _seen_before([scan.id for scan in batch.scans])
    scanned = BagScans(actor, Roads(clock.day_of(received_at)), bags, helds)
    book = Book(actor, received_at, helds, seen, proofs.Checks(received_at), scanned)
    _load_proofs(readings, told, book)
    _check_offices(readings, known, book)
    _cover(readings, book)
    results = [book.take(each) for each in readings]
    follow, cases = consequences.of(book.moves, actor, now=received_at)
    moves.write(heads, book.moves, recorded_at=received_at, also=[*follow, *scanned.entries])
    _save(book)
    proofs.save_counts(book.checks)
    steps.save(cases)
    moves.leave_bags(book.moves)
    carrying.save(scanned.changed.values(), now=received_at)
    moves.share_cases(_who_sees(book.moves))
    return results


def _who_sees(written: Sequence[Move]) -> Iterator[tuple[Held, str]]:
    """Who has to do with the items from now on: where they go, and where they came without being expected."""
    for each in written:
        if each.entry.counterpart:
            yield each.held, each.entry.counterpart
        if not each.held.visible and each.entry.office:
            yield each.held, each.entry.office


def _load_proofs(readings: Sequence[Read], told: Mapping[UUID, Proof], book: Book) -> None:
    """Give each delivery its proof, and the book what codes and digits are held against; one statement or none."""
    asked = []
    for each in readings:
        each.proof = told.get(each.scan.id)
        if each.proof and each.scan.id not in book.seen and (held := book.find(each)):
            asked.append((held.id, each.proof))
    book.checks = proofs.load(asked, now=book.received_at)


def _taken(book: Book) -> list[proofs.Taken]:
    """What was shown at the door for the lines that now stand."""
    return [
        proofs.Taken(move.held.id, checked, move.seq, read.moment.occurred_at, read.office, read.scan.id)
        for read, checked, move in book.proved
    ]


def _bags_named(readings: Sequence[Read]) -> list[Bag]:
    """The bags that scans name, locked; no statement when they name none."""
    named = bag_scans.named(readings)
    return carrying.lock(named, named) if named else []


def _offices_named(batch: Batch) -> frozenset[str]:
    """Of the offices that scans say items go to, those of the post; one statement, and none when no scan says so."""
    named = {scan.to for scan in batch.scans if scan.to}
    if not named:
        return frozenset()
    return frozenset(Office.objects.filter(code__in=named, kind__in=POST_KINDS).values_list("code", flat=True))


def _check_offices(readings: Sequence[Read], posts: frozenset[str], book: Book) -> None:
    """An item goes to an office of the post or home to its agency: where it goes, its case can be seen."""
    for each in readings:
        towards = each.scan.to
        if not towards or towards in posts or each.refusal is not None:
            continue
        held = book.find(each)
        if held is None or held.committee != towards:
            each.refusal = UnknownOffice(office=towards[:24])


def _seen_before(ids: Sequence[UUID]) -> dict[UUID, Seen]:
    """Scans that were recorded under these ids; read after the locks, so that a twin has committed or waits."""
    with prepared_cursor() as cursor:
        cursor.execute("SELECT id, digest, outcome, code, item_id FROM custody_scan WHERE id = ANY(%s)", [list(ids)])
        return {row[0]: Seen(bytes(row[1]), row[2], row[3], row[4]) for row in cursor.fetchall()}


def _cover(readings: Sequence[Read], book: Book) -> None:
    """Mark the scans of acts that no mandate covered at their moment; one statement."""
    asked = [(each, held) for each in readings if (held := book.find(each)) and each.office_is_post]
    acts = [
        mandates.Act(held.committee, held.post_office, held.procedure, each.moment.occurred_at) for each, held in asked
    ]
    missing = [
        (each, act)
        for (each, _), act, found in zip(asked, acts, mandates.covering_many(acts), strict=True)
        if found is None
    ]
    if missing:
        reasons = mandates.refusals_for([act for _, act in missing])
        for (each, _), reason in zip(missing, reasons, strict=True):
            each.uncovered = reason


_SCANS = Rows(
    "n",
    id="uuid",
    digest="bytea",
    text="text",
    action="text",
    item="uuid",
    office="text",
    said_at="timestamptz",
    occurred_at="timestamptz",
    skew_ms="int",
    reason="text",
    measure="text",
    proof="text",
    outcome="text",
    code="text",
    seq="int",
)
_SAVE_SCANS = """
INSERT INTO custody_scan (id, digest, text, action, item_id, office_id, actor_id, device_id, said_at, occurred_at,
                          received_at, skew_ms, reason, measure, proof, outcome, code, seq, closing_note)
SELECT n.id, n.digest, n.text, n.action, n.item, n.office, %s, %s, n.said_at, n.occurred_at, %s, n.skew_ms, n.reason,
       n.measure, n.proof, n.outcome, n.code, n.seq, ''
  FROM {scans}
"""


def _save(book: Book) -> None:
    """Bring the items up to date, keep the scans and what was shown at the door; one statement.

    Scans are kept in the order of their ids, so that two devices that send the same ones in different orders do not
    wait for each other.
    """
    rows = [
        (
            scan_id,
            read.digest,
            read.scan.code[:300],
            read.scan.action[:20],
            held.id if held else None,
            read.office,
            read.scan.occurred_at,
            read.moment.occurred_at,
            read.moment.skew_ms,
            read.scan.reason[:40],
            read.scan.measure[:40],
            keyring().seal(text) if (text := kept_text(read.scan.proof)) else "",
            str(outcome),
            code,
            move.seq if move else None,
        )
        for read, scan_id, outcome, code, held, move in sorted(book.kept, key=lambda each: each[1])
    ]
    if not rows:
        return
    beside: list[str] = []
    params: list[Any] = []
    if changed := {move.held.id: move.held for move in book.moves}:
        update, values = moves.item_rows(changed.values())
        beside.append(f"items AS ({update})")
        params += values
    if taken := _taken(book):
        beside.append(f"proofs AS ({proofs.PROOF_ROWS})")
        params += proofs.proof_row_params(taken, actor=book.actor)
    statement = _SAVE_SCANS.format(scans=_SCANS.source(rows))
    if beside:
        statement = f"WITH {', '.join(beside)} {statement}"
    params += [book.actor.user_id, book.actor.device_id, book.received_at, *_SCANS.params(rows)]
    with prepared_cursor() as cursor:
        cursor.execute(statement, params)
