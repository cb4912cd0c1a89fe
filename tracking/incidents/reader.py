"""Reads the ledger's feed and opens incidents from what lines say.

What is opened and how far the feed has been read are committed together. A line that fails is set aside, kept as a row
that a person sees, tried again, and never stops the others. Whether an incident is still needed is for the sweep to
say, which looks at rows as they stand; so lines that come out of a case's own order open the same incidents.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.models import Q

from postal_services import clock
from postal_services.ledger import feed
from postal_services.ledger.models import Line
from tracking.cash.models import Reconciliation
from tracking.custody.models import Item
from tracking.custody.states import ITEM, Action
from tracking.incidents import steps
from tracking.incidents.kinds import UNDELIVERABLE_REASONS, Kind
from tracking.incidents.models import SetAside
from tracking.incidents.steps import Matter

CONSUMER = "incidents"
BATCH = 500
AGAIN = 100
"""Lines set aside that are tried again in one go."""
log = structlog.get_logger(__name__)

BY_ACTION: dict[str, str] = {
    Action.REPORT_MISSING: Kind.MISSING,
    Action.CONTEST: Kind.DISPUTED,
    Action.DAMAGE: Kind.DAMAGED,
    Action.OPEN_SEAL: Kind.OPENED_SEAL,
}
"""Acts about an item that open an incident."""

BY_FLAG: dict[str, str] = {
    "damaged": Kind.DAMAGED,
    "seal_opened": Kind.OPENED_SEAL,
    "seal_differs": Kind.SEAL_DIFFERS,
    "wrong_content": Kind.WRONG_CONTENT,
    "mis_sent": Kind.MIS_SENT,
    "not_listed": Kind.NOT_LISTED,
    "not_in_bag": Kind.BAG_DIFFERENCE,
    "never_taken_out": Kind.NEVER_TAKEN_OUT,
    "proof_missing": Kind.WEAK_PROOF,
    "proof_weak": Kind.WEAK_PROOF,
    "amount_differs": Kind.AMOUNT_DIFFERS,
    "disputed": Kind.DISPUTED,
    "forced": Kind.FORCED,
}
"""Flags of lines about items that open an incident."""


def relay(*, limit: int = BATCH) -> int | None:
    """Deal with the next lines of the feed. Gives how many were read; ``None`` when another process is at it."""
    with feed.claim(CONSUMER) as cursor:
        if cursor is None:
            return None
        lines = cursor.read(limit=limit)
        take_in(lines, now=clock.now())
        cursor.advance(lines)
        return len(lines)


def take_in(lines: Sequence[Line], *, now: datetime) -> int:
    """Open the incidents that ``lines`` call for; gives their number. Asserts an open transaction.

    All together where that goes well; one by one where one of them cannot be dealt with.
    """
    assert connection.in_atomic_block
    telling = sorted((line for line in lines if tells(line)), key=lambda line: (line.stream_id, line.seq))
    if not telling:
        return 0
    try:
        with transaction.atomic():
            return len(steps.open_many(matters_of(telling), now=now))
    except Exception as problem:  # noqa: BLE001  # whatever it is, the feed goes on
        if len(telling) == 1:
            _set_aside(telling[0], problem, now)
            return 0
    return sum(take_in([line], now=now) for line in telling)


def tells(line: Line) -> bool:
    """Whether a line may open an incident, by itself alone."""
    return bool(_kinds(line)) if line.machine == ITEM else line.machine in _OTHERS and _OTHERS[line.machine](line) != ""


def matters_of(lines: Iterable[Line]) -> list[Matter]:
    """The incidents that lines call for; a query for the items they are about, and one for sheets that differ."""
    told = list(lines)
    subjects = {line.subject for line in told if line.machine == ITEM}
    codes = {str(line.data["item"]) for line in told if line.machine == _MONEY and line.data.get("item")}
    wanted = Q(pk__in=subjects) | Q(code__in=codes)
    rows = Item.objects.filter(wanted).values_list("pk", "code", "holder_office") if subjects or codes else []
    known = _Known({pk: (code, office) for pk, code, office in rows}, {code: pk for pk, code, _ in rows})
    sheets = {line.subject for line in told if line.machine == _SHEET}
    if sheets:
        known.posts = dict(Reconciliation.objects.filter(pk__in=sheets).values_list("pk", "post_office"))
    return [matter for line in told for matter in _matters(line, known)]


@dataclass(slots=True)
class _Known:
    """What lines are about: items by id and by code, and the post office of each sheet."""

    items: dict[UUID, tuple[str, str]]
    by_code: dict[str, UUID]
    posts: dict[UUID, str] = field(default_factory=dict)


def _matters(line: Line, known: _Known) -> Iterable[Matter]:
    if line.machine == ITEM:
        code, holder = known.items[line.subject]
        for kind in _kinds(line):
            yield Matter(
                kind=kind,
                cause=f"{kind}:{line.stream_id}:{line.seq}",
                office=_responsible(line, kind, holder),
                since=line.occurred_at,
                case=line.stream_id,
                item=line.subject,
                item_code=code,
                reason=_reason(line, kind),
            )
        return
    kind = _OTHERS[line.machine](line)
    about = str(line.data.get("item", "")) if line.machine == _MONEY else ""
    yield Matter(
        kind=kind,
        cause=f"{kind}:{line.stream_id}:{line.seq}",
        # Whoever signed last, it is the post that passed the money on and has to find the difference.
        office=known.posts.get(line.subject) or line.office or "",
        since=line.occurred_at,
        case=line.stream_id if line.machine == _MONEY else None,
        # The line of the delivery carries the flag as well; one item has one open incident of a kind.
        item=known.by_code.get(about),
        item_code=about,
        reason=str(line.data.get("reason", ""))[:32],
    )


def _kinds(line: Line) -> list[str]:
    """Kinds of incident that one line about an item calls for, each once."""
    kinds = {BY_FLAG[flag] for flag in line.flags if flag in BY_FLAG}
    if line.action in BY_ACTION:
        kinds.add(BY_ACTION[line.action])
    if line.action == Action.FAIL and line.data.get("reason") in UNDELIVERABLE_REASONS:
        kinds.add(Kind.UNDELIVERABLE)
    return sorted(str(kind) for kind in kinds)


def _responsible(line: Line, kind: str, holder: str) -> str:
    """Who answers: the giver for what the receiver did not find, else the office where it was found."""
    if kind == Kind.DISPUTED and line.action == Action.CONTEST:
        return line.counterpart or holder
    return line.office or holder


def _reason(line: Line, kind: str) -> str:
    if kind == Kind.UNDELIVERABLE:
        return str(line.data.get("reason", ""))[:32]
    if kind == Kind.WEAK_PROOF:
        return next((flag for flag in line.flags if flag.startswith("proof_")), "")
    return ""


def _bag(line: Line) -> str:
    return str(Kind.BAG_DIFFERENCE) if _BAG_FLAGS.intersection(line.flags) else ""


def _cash_day(line: Line) -> str:
    return str(Kind.CASH_DIFFERENCE) if "variance" in line.flags else ""


def _reconciliation(line: Line) -> str:
    return str(Kind.RECONCILIATION_DIFFERENCE) if line.to_state == "differing" else ""


def _taking(line: Line) -> str:
    return str(Kind.AMOUNT_DIFFERS) if "amount_differs" in line.flags else ""


def _round(line: Line) -> str:
    return str(Kind.CASH_DIFFERENCE) if "amount_differs" in line.flags else ""


_MONEY, _SHEET = "taking", "reconciliation"
_BAG_FLAGS = frozenset({"short", "over", "seal_differs", "seal_opened"})
_OTHERS: dict[str, Callable[[Line], str]] = {
    "bag": _bag,
    "cash_day": _cash_day,
    _SHEET: _reconciliation,
    "round": _round,
    _MONEY: _taking,
}
"""Other machines whose lines open incidents: by machine, what the kind is, or nothing."""


def _set_aside(line: Line, problem: Exception, now: datetime) -> None:
    error = type(problem).__name__[:80]
    log.error("incident_not_opened", stream=str(line.stream_id), seq=line.seq, error=error)
    row, fresh = SetAside.objects.get_or_create(
        stream_id=line.stream_id, seq=line.seq, defaults={"error": error, "set_aside_at": now, "tried_at": now}
    )
    if not fresh:
        row.error, row.tries, row.tried_at = error, row.tries + 1, now
        row.save(update_fields=["error", "tries", "tried_at"])


def try_again(now: datetime | None = None) -> int:
    """Read again what was set aside; gives how many lines came to a good end."""
    at, done = now or clock.now(), 0
    for row in SetAside.objects.waiting().order_by("tried_at")[:AGAIN]:
        with transaction.atomic():
            held = SetAside.objects.select_for_update(skip_locked=True).filter(pk=row.pk, done_at=None).first()
            line = Line.objects.filter(stream_id=row.stream_id, seq=row.seq).first()
            if held is None or line is None:
                continue
            take_in([line], now=at)
            held.refresh_from_db()
            if held.tries == row.tries:
                held.done_at = at
                held.save(update_fields=["done_at"])
                done += 1
    return done
