"""Reads the ledger's feed and writes down what is owed to whom.

What is owed and how far the feed has been read are committed together, so nothing is skipped and nothing is owed twice,
wherever the process dies. Numbers are given in the order of the ledger, case by case.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q

from integrations import queues
from integrations.cases import Names, names_of
from integrations.connectors.webhook import mapper
from integrations.facts import fact_of
from integrations.models import Delivery, Endpoint
from integrations.states import DisabledReason
from postal_services import clock
from postal_services.ledger import feed
from postal_services.ledger.models import Line

CONSUMER = "deliveries"
BATCH = 500

# A transaction that took its number early and its lock on a case late stands in the feed before lines that precede it
# in the case. Those are committed already; they are dealt with here, in the order of the case, and met again later.
_OVERTAKEN = """
(stream_id, seq) IN (
    SELECT l.stream_id, l.seq
      FROM unnest(%s::uuid[], %s::int[]) AS read(stream_id, seq)
      JOIN ledger_line l ON l.stream_id = read.stream_id AND l.seq < read.seq
     WHERE l.tx > %s)
"""


@dataclass(frozen=True, slots=True)
class Owed:
    """One fact of one line that one endpoint must hear."""

    endpoint: UUID
    line: Line
    fact: str


def relay(*, limit: int = BATCH) -> int | None:
    """Deal with the next lines of the feed. Gives how many were read; ``None`` when another process is at it."""
    with feed.claim(CONSUMER) as cursor:
        if cursor is None:
            return None
        lines = cursor.read(limit=limit)
        owe(lines, now=clock.now())
        cursor.advance(lines)
        return len(lines)


def owe(lines: Sequence[Line], *, now: datetime) -> int:
    """Write down the deliveries that ``lines`` make owed; gives their number. Asserts an open transaction."""
    assert connection.in_atomic_block
    telling = _telling(lines)
    endpoints = list(_listening()) if telling else []
    if not endpoints:
        return 0
    telling = _in_order([*telling, *_telling(_overtaken(lines))])
    names = names_of(
        {line.stream_id for line, _ in telling},
        (line.subject for line, _ in telling if line.machine == "item"),
        (line.subject for line, _ in telling if line.machine == "hand_over"),
    )
    owed = _unknown_yet([one for line, fact in telling for one in _owed_for(line, fact, endpoints, names)])
    numbers = _numbers(owed, now)
    Delivery.objects.bulk_create(
        [_delivery(one, *numbers[index], names, now) for index, one in enumerate(owed)], batch_size=1000
    )
    return len(owed)


def _telling(lines: Iterable[Line]) -> list[tuple[Line, str]]:
    """The lines that are facts for partners, each with its fact."""
    found = ((line, fact_of(line.machine, line.action, line.to_state)) for line in lines)
    return [(line, fact) for line, fact in found if fact is not None]


def _in_order(telling: Iterable[tuple[Line, str]]) -> list[tuple[Line, str]]:
    return sorted(telling, key=lambda pair: (pair[0].stream_id, pair[0].seq))


def _overtaken(lines: Sequence[Line]) -> list[Line]:
    """Lines that stand before one of ``lines`` in its stream but come later in the feed."""
    last: dict[UUID, int] = {}
    for line in lines:
        last[line.stream_id] = max(last.get(line.stream_id, 0), line.seq)
    read = {(line.stream_id, line.seq) for line in lines}
    params = [list(last), list(last.values()), lines[-1].tx]
    later = Line.objects.extra(where=[_OVERTAKEN], params=params)  # noqa: S610 - a constant
    return [line for line in later if (line.stream_id, line.seq) not in read]


def _listening() -> Iterable[Endpoint]:
    """Endpoints that facts are kept for: all but those whose receiver said they are gone."""
    return Endpoint.objects.exclude(Q(disabled_reason=DisabledReason.GONE)).select_related("partner")


def _owed_for(line: Line, fact: str, endpoints: Iterable[Endpoint], names: Names) -> Iterable[Owed]:
    """Who must hear this line: subscribers whose partner may hear about one of the offices of the case or the act."""
    acting = {office for office in (line.office, line.counterpart) if office}
    offices = names.offices.get(line.stream_id, frozenset()) | acting
    for endpoint in endpoints:
        if fact in endpoint.facts and offices.intersection(endpoint.partner.offices):
            yield Owed(endpoint.pk, line, fact)


def _unknown_yet(owed: list[Owed]) -> list[Owed]:
    """The ones not written down before: a line met early, or a feed that was set back, is owed once."""
    if not owed:
        return []
    known = set(
        Delivery.objects.filter(stream__in={one.line.stream_id for one in owed}).values_list(
            "endpoint_id", "stream", "seq", "fact"
        )
    )
    return [one for one in owed if (one.endpoint, one.line.stream_id, one.line.seq, one.fact) not in known]


def _numbers(owed: Sequence[Owed], now: datetime) -> list[tuple[UUID, int]]:
    """Queue and sequence for each of ``owed``, which are in order within their case. One statement."""
    counts: dict[tuple[UUID, UUID], int] = {}
    for one in owed:
        key = (one.endpoint, one.line.stream_id)
        counts[key] = counts.get(key, 0) + 1
    rows = queues.grow(counts, now)
    following = {key: (queue, last - counts[key]) for key, (queue, last) in rows.items()}
    numbers: list[tuple[UUID, int]] = []
    for one in owed:
        key = (one.endpoint, one.line.stream_id)
        queue, sequence = following[key]
        following[key] = (queue, sequence + 1)
        numbers.append((queue, sequence + 1))
    return numbers


def _delivery(one: Owed, queue: UUID, sequence: int, names: Names, now: datetime) -> Delivery:
    line = one.line
    case = names.codes.get(line.stream_id, str(line.stream_id))
    return Delivery(
        queue_id=queue,
        endpoint_id=one.endpoint,
        stream=line.stream_id,
        seq=line.seq,
        sequence=sequence,
        fact=one.fact,
        case=case,
        body=mapper.body(
            fact=one.fact,
            occurred_at=line.occurred_at,
            case=case,
            sequence=sequence,
            item=names.subjects.get(line.subject) if line.machine == "item" else None,
            state=line.to_state,
            url=_url(line, case, names),
            simulated=line.stream_id in names.simulated,
        ),
        due_at=now,
        created_at=now,
    )


def _url(line: Line, case: str, names: Names) -> str:
    """Where the receiver fetches the rest: the hand-over, else the item, else the dossier."""
    kind: dict[str, str] = {"hand_over": "hand-overs", "item": "items"}
    code: Any = names.subjects.get(line.subject)
    path = f"{kind[line.machine]}/{code}" if code and line.machine in kind else f"dossiers/{case}"
    scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
    return f"{scheme}://{settings.PUBLIC_HOST}/api/v1/{path}"
