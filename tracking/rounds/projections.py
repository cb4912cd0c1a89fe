"""Rounds, their stops, what is kept at offices and what citizens wish, computed again from the ledger."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from postal_services.ledger import writer
from postal_services.ledger.projections import Difference
from postal_services.ledger.rows import RowsOf
from tracking.custody.models import Item

from .models import Hold, Round, Stop, Wish
from .stops import COLUMNS, UNTOLD, Standing, Told, Way, way_of

ROUNDS = RowsOf(
    "rounds.round",
    Round,
    said="""
    SELECT d.subject AS id, ARRAY[d.stream_id] AS streams, d.stream_id, d.office AS office_id,
           d.actor AS drafted_by_id,
           d.occurred_at AS drafted_at, d.data->>'bd13' AS code, (d.data->>'postman')::uuid AS postman_id,
           last.to_state AS state, last.occurred_at AS modified_at, t.occurred_at AS taken_out_at,
           c.occurred_at AS closed_at, c.actor AS closed_by_id,
           coalesce((c.data->>'expected')::int, 0) AS cash_expected,
           (c.data->>'counted')::int AS cash_counted, right(s.code, 10)::date AS day,
           CASE WHEN t.seq IS NULL THEN '' ELSE t.data->>'root' END AS root
      FROM ledger_line d
      JOIN ledger_stream s ON s.id = d.stream_id
      JOIN (SELECT DISTINCT ON (subject) subject, to_state, occurred_at FROM ledger_line WHERE machine = 'round'
             ORDER BY subject, stream_id, seq DESC) last ON last.subject = d.subject
      LEFT JOIN ledger_line t ON t.machine = 'round' AND t.action = 'take_out' AND t.subject = d.subject
      LEFT JOIN ledger_line c ON c.machine = 'round' AND c.action = 'close' AND c.subject = d.subject
     WHERE d.machine = 'round' AND d.action = 'draft'
    """,
    columns=(
        "stream_id",
        "office_id",
        "drafted_by_id",
        "drafted_at",
        "code",
        "postman_id",
        "state",
        "modified_at",
        "taken_out_at",
        "closed_at",
        "closed_by_id",
        "cash_expected",
        "cash_counted",
        "day",
    ),
    if_told=("root",),
    made={"root": "coalesce(l.root, '')"},
    strays=True,
    parts={"rounds_stop": "round_id"},
)

HOLDS = RowsOf(
    "rounds.hold",
    Hold,
    # A stay begins with the line that laid the item down; remarks about its last day follow until the next stay. What
    # was laid down without a day has one as soon as somebody counted it; older ones were counted without a line.
    said="""
    WITH told AS (
        SELECT subject, stream_id, seq, occurred_at, action, office, data->>'remark' AS remark, data->>'until' AS until,
               max(seq) FILTER (WHERE action IN ('hold', 'find')) OVER (PARTITION BY subject ORDER BY seq) AS stay
          FROM ledger_line
         WHERE machine = 'item' AND to_state = 'held' AND (action IN ('hold', 'find') OR data ? 'until')),
    stays AS (
        SELECT subject, stream_id, stay, max(occurred_at) FILTER (WHERE seq = stay) AS since,
               max(office) FILTER (WHERE seq = stay) AS office,
               (array_agg(until ORDER BY seq DESC) FILTER (WHERE until IS NOT NULL))[1]::date AS until,
               coalesce(max(seq) FILTER (WHERE remark = 'held_longer'), 0) AS renewed,
               array_agg(occurred_at ORDER BY seq) FILTER (WHERE remark = 'hold_reminder') AS reminded,
               max(seq) FILTER (WHERE remark = 'hold_reminder') AS reminded_seq,
               array_agg(occurred_at ORDER BY seq) FILTER (WHERE remark = 'hold_expired') AS expired,
               max(seq) FILTER (WHERE remark = 'hold_expired') AS expired_seq
          FROM told GROUP BY 1, 2, 3)
    SELECT DISTINCT ON (s.subject, s.since) s.subject AS item_id, s.since, ARRAY[s.stream_id] AS streams,
           s.office AS office_id, s.until,
           CASE WHEN s.reminded_seq > s.renewed THEN s.reminded[cardinality(s.reminded)] END AS reminded_at,
           CASE WHEN s.expired_seq > s.renewed THEN s.expired[cardinality(s.expired)] END AS expired_at
      FROM stays s
     WHERE s.until IS NOT NULL
        OR EXISTS (SELECT FROM rounds_hold h WHERE h.item_id = s.subject AND h.since = s.since)
     ORDER BY s.subject, s.since, s.until IS NULL, s.stay DESC
    """,
    key=("item_id", "since"),
    columns=("office_id", "reminded_at", "expired_at"),
    if_told=("until",),
    made={"id": "gen_random_uuid()"},
    strays=True,
)

WISHES = RowsOf(
    "rounds.wish",
    Wish,
    # Older lines name a wish without its door, office and answer, or were written beside it at the same moment.
    said="""
    WITH answers AS (
        SELECT a.key::uuid AS id, a.value AS answer, max(l.recorded_at) AS at
          FROM ledger_line l CROSS JOIN LATERAL jsonb_each_text(l.data->'answers') a
         WHERE l.machine = 'item' AND l.data ? 'answers' GROUP BY 1, 2)
    SELECT n.id, ARRAY[l.stream_id] AS streams, l.subject AS item_id, n.kind, n."on", n.office AS office_id,
           n.unit AS unit_id, n.via, l.recorded_at AS made_at, coalesce(a.answer, '') AS answer, a.at AS answered_at
      FROM ledger_line l
     CROSS JOIN LATERAL jsonb_to_record(l.data->'asked')
           AS n(id uuid, kind text, "on" date, office text, unit uuid, via text)
      LEFT JOIN answers a ON a.id = n.id
     WHERE l.machine = 'item' AND l.data ? 'asked'
    UNION ALL
    SELECT w.id, ARRAY[l.stream_id], l.subject, coalesce(l.data->>'kind', w.kind),
           coalesce((l.data->>'on')::date, w."on"), w.office_id, w.unit_id, w.via, l.recorded_at,
           coalesce(a.answer, w.answer), coalesce(a.at, w.answered_at)
      FROM rounds_wish w
      JOIN ledger_line l ON l.machine = 'item' AND l.subject = w.item_id AND l.recorded_at = w.made_at
                        AND NOT l.data ? 'asked'
                        AND (l.data->>'wish' = w.id::text OR l.action IN ('fail', 'note') AND l.data ? 'measure')
      LEFT JOIN answers a ON a.id = w.id
    """,
    columns=("item_id", "kind", "on", "office_id", "unit_id", "via", "made_at", "answer", "answered_at"),
    made={"address": "''", "note": "''"},
    strays=True,
)

_AT_ONCE = 500
_LINES = """
SELECT l.round, l.machine, l.action, l.to_state, l.seq, l.occurred_at, l.stream_id, l.data::text, coalesce(i.code, '')
  FROM (SELECT CASE machine WHEN 'round' THEN subject ELSE (data->>'round')::uuid END AS round, machine, action,
               to_state, seq, occurred_at, stream_id, subject, data, tx, cmin::text::bigint AS place
          FROM ledger_line
         WHERE machine = 'round' OR machine = 'item' AND data ? 'round' AND NOT data ? 'of'
                                    AND data->>'remark' IS DISTINCT FROM 'brought_home') l
  LEFT JOIN custody_item i ON i.id = l.subject AND l.machine = 'item'
 WHERE %(rounds)s::uuid[] IS NULL OR l.round = ANY(%(rounds)s)
 ORDER BY l.round, l.tx, l.place, l.machine = 'round' DESC, l.stream_id, l.seq
"""
"""The lines of rounds and of their items as they were written: by transaction, within one by statement, and within one
statement the round's own line before those of its items."""


@dataclass(frozen=True, slots=True)
class _Differing:
    """A stop that is not what the lines say: either side may be missing."""

    round: UUID
    item: UUID | None
    code: str
    said: Standing | None
    row: Stop | None

    def words(self, side: Standing | Stop | None, other: Standing | Stop | None) -> str:
        """What one side has in the columns that differ."""
        if side is None or other is None:
            return "nothing" if side is None else "a row"
        said = {name: (_value(side, name), _value(other, name)) for name in COLUMNS}
        return ", ".join(f"{name} {mine}" for name, (mine, theirs) in said.items() if not _alike(mine, theirs))


def _value(side: Standing | Stop, name: str) -> Any:
    if name == "collected" and isinstance(side, Stop):
        return side.collected.code if side.collected is not None else None
    return getattr(side, name)


def _alike(one: Any, other: Any) -> bool:
    return one is UNTOLD or other is UNTOLD or one == other


class Stops:
    """What came of every item on every round."""

    name = "rounds.stop"
    columns = COLUMNS

    def differences(self) -> Iterator[Difference]:
        """Rounds are read in batches, so memory stays flat; two statements a batch."""
        for ways in _batches():
            for each in _differing(ways):
                item = each.code or str(each.item)
                said, stands = each.words(each.said, each.row), each.words(each.row, each.said)
                yield Difference(self.name, f"{each.round} {item}", said, stands if each.row is not None else "no row")

    @transaction.atomic
    def repair(self) -> int:
        """The stops of every differing round, read again under the locks that acts take, in the order of acts.

        The rounds come first: an item that no line has named yet can join one at a door under that lock alone.
        """
        found = {each.round: ways[each.round] for ways in _batches() for each in _differing(ways)}
        list(Round.objects.filter(pk__in=found).locked().values_list("pk"))
        writer.lock({stream for way in found.values() for stream in way.streams})
        writer.lock({stream for way in found.values() for stream in way.own})
        wrong = [each for ways in _batches([*found]) for each in _differing(ways)] if found else []
        Stop.objects.filter(pk__in=[each.row.pk for each in wrong if each.said is None and each.row]).delete()
        codes = {each.said.collected for each in wrong if each.said is not None}
        papers = {item.code: item for item in Item.objects.filter(code__in=codes - {None, UNTOLD})}
        rows = [_mended(each, each.item, papers) for each in wrong if each.said is not None and each.item is not None]
        Stop.objects.bulk_update([row for row, is_new in rows if not is_new], COLUMNS, batch_size=_AT_ONCE)
        Stop.objects.bulk_create([row for row, is_new in rows if is_new], batch_size=_AT_ONCE)
        return len(wrong)


def _mended(each: _Differing, item: UUID, papers: Mapping[str, Item]) -> tuple[Stop, bool]:
    """The row as the lines tell it, and whether it is new; what no line tells stays, or is what a new stop has."""
    row = each.row or Stop(round_id=each.round, item_id=item, position=0)
    for name in COLUMNS:
        value = getattr(each.said, name)
        if value is not UNTOLD:
            setattr(row, name, papers.get(value) if name == "collected" else value)
    return row, each.row is None


def _batches(rounds: Sequence[UUID] | None = None) -> Iterator[dict[UUID, Way]]:
    """Rounds folded from their lines, some hundreds at a time; all of them, or those that are named."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_LINES, {"rounds": list(rounds) if rounds is not None else None})
        groups = groupby(cursor, key=lambda row: row[0])
        while batch := {key: way_of(map(_told, rows)) for key, rows in islice(groups, _AT_ONCE)}:
            yield batch


def _told(row: tuple[Any, ...]) -> Told:
    _, machine, action, to_state, seq, occurred_at, stream, data, item = row
    return Told(machine, action, to_state, seq, occurred_at, stream, json.loads(data), item)


def _differing(ways: Mapping[UUID, Way]) -> Iterator[_Differing]:
    """The stops of some rounds that differ; two statements."""
    rows = Stop.objects.filter(round__in=ways).select_related("item", "collected")
    stands = {(row.round_id, row.item.code): row for row in rows}
    ids = dict(
        Item.objects.filter(code__in={code for way in ways.values() for code in way.stops}).values_list("code", "id")
    )
    for key, way in ways.items():
        for code, said in way.stops.items():
            row = stands.pop((key, code), None)
            if row is None or not all(_alike(getattr(said, name), _value(row, name)) for name in COLUMNS):
                yield _Differing(key, ids.get(code), code, said, row)
    for (key, code), row in stands.items():
        yield _Differing(key, row.item_id, code, None, row)


STOPS = Stops()
