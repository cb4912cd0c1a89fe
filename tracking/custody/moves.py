"""Steps that commands share: lock items with their cases, and write what happened to them.

Every function asserts nothing by itself; the ledger's writer refuses to work outside a transaction.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from postal_services.ledger import writer
from postal_services.ledger.writer import Entry, Heads
from postal_services.statements import Rows, prepared_cursor

from .holding import Holding, after
from .states import ITEM, Action, ItemState


@dataclass(slots=True)
class Held:
    """One locked item; ``holding`` moves on as lines are written for it in this transaction."""

    id: UUID
    code: str
    case: UUID
    leg: str
    holding: Holding
    seq: int
    token: str
    shared_with: frozenset[str]
    visible: bool
    committee: str
    post_office: str
    procedure: str
    person_name: str | None
    case_row: tuple[Any, ...]
    """The administrative case as locked, instants as text; ``consequences`` makes a dossier of it when it moves on."""

    @property
    def goal(self) -> str:
        """The office where the item's way is meant to end: home to its agency once it is being sent back."""
        return self.committee if self.holding.state == ItemState.RETURNING else self.holding.destination


_ITEM_COLUMNS = (
    "i.id, i.code, i.dossier_id, i.leg, i.destination_id, i.state, i.holder_office_id, i.holder_person_id, i.since,"
    " i.last_occurred_at, i.bound_for, i.offered_in_id, i.offered_at, i.attempts, i.marks, i.before_missing, i.undo,"
    " i.seq, d.token, d.committee_id, d.post_office_id, d.procedure_id, u.username, d.code, d.state,"
    " d.received_at::text, d.due_at::text, d.paused_at::text, d.finished_at::text, p.working_days, i.bag"
)
_BY_CODE = "i.code = ANY(%s)"
# A link names the case; a case has three items at most.
_BY_CODE_OR_LINK = (
    "i.id IN (SELECT id FROM custody_item WHERE code = ANY(%s) UNION ALL SELECT ti.id FROM custody_item ti"
    " JOIN dossiers_dossier td ON td.id = ti.dossier_id WHERE td.token = ANY(%s))"
)
_LOCK = """
SELECT {columns}, s.seq, s.hash, ledger_tx(),
       ARRAY(SELECT c.office_id FROM dossiers_caseoffice c WHERE c.dossier_id = i.dossier_id)
  FROM custody_item i
  JOIN dossiers_dossier d ON d.id = i.dossier_id
  JOIN registry_procedure p ON p.code = d.procedure_id
  JOIN ledger_stream s ON s.id = i.dossier_id
  LEFT JOIN accounts_user u ON u.id = i.holder_person_id
 WHERE {where} ORDER BY s.id, i.id FOR UPDATE OF s, i, d
"""


def lock_items(
    codes: Iterable[str], *, offices: frozenset[str], sees_everything: bool = False, tokens: Iterable[str] = ()
) -> tuple[Heads, list[Held]]:
    """Lock the cases of the items named by S10 code or by their case's token; one statement.

    Items that ``offices`` may not see come back too, with ``visible`` false, so that the answer takes the same work:
    one statement more for a code that is foreign as for one that does not exist.
    """
    wanted, links = sorted(set(codes)), sorted(set(tokens))
    where, params = (_BY_CODE_OR_LINK, [wanted, links]) if links else (_BY_CODE, [wanted])
    with prepared_cursor() as cursor:
        cursor.execute(_LOCK.format(columns=_ITEM_COLUMNS, where=where), params)
        rows = cursor.fetchall()
    helds = [_held(row, offices, sees_everything=sees_everything) for row in rows]
    seen = {text for held in helds if held.visible for text in (held.code, held.token)}
    if not seen.issuperset(wanted) or not seen.issuperset(links):
        _look_again(helds, offices)
    ends = {row[2]: (row[31], bytes(row[32])) for row in rows}
    return Heads(tx=rows[0][33] if rows else 0, ends=ends), helds


_OFFICES = "SELECT dossier_id, array_agg(office_id) FROM dossiers_caseoffice WHERE dossier_id = ANY(%b) GROUP BY 1"


def _look_again(helds: Sequence[Held], offices: frozenset[str]) -> None:
    """Read anew which offices have to do with cases that looked foreign.

    What was locked is read as it is after the wait, but the offices beside it as they were before: whoever waited for
    the very act that let them in would be told that there is no such item.
    """
    hidden = [held for held in helds if not held.visible]
    with prepared_cursor() as cursor:
        cursor.execute(_OFFICES, [[held.case for held in hidden]])
        found = dict(cursor.fetchall())
    for held in hidden:
        held.shared_with = frozenset(found.get(held.case, ()))
        held.visible = not offices.isdisjoint(held.shared_with)


def _held(row: Sequence[Any], offices: frozenset[str], *, sees_everything: bool) -> Held:
    undo = json.loads(row[16]) if isinstance(row[16], str) else row[16]
    return Held(
        id=row[0],
        code=row[1],
        case=row[2],
        leg=row[3],
        holding=Holding(
            state=row[5],
            office=row[6],
            person=row[7],
            since=row[8],
            last_occurred_at=row[9],
            bound_for=row[10],
            destination=row[4],
            bag=row[30],
            offered_in=row[11],
            offered_at=row[12],
            attempts=row[13],
            marks=tuple(row[14]),
            before_missing=row[15],
            undo=tuple(undo) if undo else None,
        ),
        seq=row[17],
        token=row[18],
        committee=row[19],
        post_office=row[20],
        procedure=row[21],
        person_name=row[22],
        case_row=tuple(row[23:30]),
        shared_with=frozenset(row[34]),
        visible=sees_everything or not offices.isdisjoint(row[34]),
    )


@dataclass(slots=True)
class Move:
    """A line to be written about one item; ``seq`` is its number once it stands, ``left`` the bag it came out of."""

    held: Held
    entry: Entry
    seq: int = 0
    left: UUID | None = None


_COUNTED_OUT = (Action.UNPACK, Action.CONTEST)
"""Acts by which a bag's own staff take an item out of it; any other act that does is an exception."""


def move(held: Held, entry: Entry) -> Move:
    """Note that ``entry`` will be written; ``held`` already stands as it will afterwards.

    A line that takes an item out of the bag it rides in says so.
    """
    bag = held.holding.bag
    held.holding = after(held.holding, entry)
    if bag is None or held.holding.bag == bag:
        return Move(held, entry)
    if "left_bag" not in entry.flags:
        if entry.action in _COUNTED_OUT:
            return Move(held, entry)
        entry = replace(entry, flags=(*entry.flags, "left_bag"))
    return Move(held, entry, left=bag)


def write(
    heads: Heads, moves: Sequence[Move], *, recorded_at: datetime, also: Sequence[Entry] = ()
) -> list[writer.Appended]:
    """Append the lines of ``moves``, then ``also``; sets each item's ``seq``. One statement; rows follow separately."""
    appended = writer.append(heads, [*(each.entry for each in moves), *also], recorded_at=recorded_at)
    for each, line in zip(moves, appended, strict=False):
        each.seq = each.held.seq = line.seq
    return appended


_ITEMS = Rows(
    "n",
    id="uuid",
    state="text",
    office="text",
    person="uuid",
    since="timestamptz",
    latest="timestamptz",
    bound_for="text",
    offered_in="uuid",
    offered_at="timestamptz",
    attempts="int",
    marks="text",
    before_missing="text",
    undo="text",
    seq="int",
    destination="text",
    bag="uuid",
)
_UPDATE = """
UPDATE custody_item i SET state = n.state, holder_office_id = n.office, holder_person_id = n.person, since = n.since,
       last_occurred_at = n.latest, bound_for = n.bound_for, offered_in_id = n.offered_in, offered_at = n.offered_at,
       attempts = n.attempts, marks = string_to_array(n.marks, ' '), before_missing = n.before_missing,
       undo = n.undo::jsonb, seq = n.seq, destination_id = n.destination, bag = n.bag
  FROM {items} WHERE i.id = n.id
"""


def item_rows(helds: Iterable[Held]) -> tuple[str, list[Any]]:
    """The statement that brings items up to where they now stand, and its parameters; at least one is needed."""
    rows = [
        (
            held.id,
            held.holding.state,
            held.holding.office,
            held.holding.person,
            held.holding.since,
            held.holding.last_occurred_at,
            held.holding.bound_for,
            held.holding.offered_in,
            held.holding.offered_at,
            held.holding.attempts,
            " ".join(held.holding.marks),
            held.holding.before_missing,
            json.dumps(held.holding.undo) if held.holding.undo else None,
            held.seq,
            held.holding.destination,
            held.holding.bag,
        )
        for held in helds
    ]
    return _UPDATE.format(items=_ITEMS.source(rows)), _ITEMS.params(rows)


def save_items(moves: Sequence[Move]) -> None:
    """Bring the rows of the moved items up to their lines; one statement, one more when any left its bag."""
    helds = {each.held.id: each.held for each in moves}
    if not helds:
        return
    with prepared_cursor() as cursor:
        cursor.execute(*item_rows(helds.values()))
    leave_bags(moves)


_LEAVE = """
UPDATE custody_bagitem l SET left_at = n.at, found = 'left'
  FROM unnest(%b::uuid[], %b::uuid[], %b::timestamptz[]) AS n(bag, item, at)
 WHERE l.bag_id = n.bag AND l.item_id = n.item AND l.left_at IS NULL
"""


def leave_bags(moves: Sequence[Move]) -> None:
    """Strike items that went their own way off the bags they rode in; one statement, none when none did."""
    left = [(each.left, each.held.id, each.entry.occurred_at) for each in moves if each.left is not None]
    if left:
        with prepared_cursor() as cursor:
            cursor.execute(_LEAVE, [list(column) for column in zip(*left, strict=True)])


def share_cases(pairs: Iterable[tuple[Held, str]]) -> None:
    """Let offices see the cases of items they now have to do with; one statement, none when they already do."""
    wanted = sorted({(held.case, office) for held, office in pairs if office not in held.shared_with})
    if not wanted:
        return
    with prepared_cursor() as cursor:
        cursor.execute(
            "INSERT INTO dossiers_caseoffice (id, dossier_id, office_id)"
            " SELECT gen_random_uuid(), n.dossier, n.office FROM unnest(%b::uuid[], %b::text[]) AS n(dossier, office)"
            " ON CONFLICT (dossier_id, office_id) DO NOTHING",
            [[pair[0] for pair in wanted], [pair[1] for pair in wanted]],
        )


def entry(  # a line about an item, as the commands of this room write it
    held: Held, action: str, to_state: str, *, occurred_at: datetime, **facts: Any
) -> Entry:
    """A line about ``held`` from where it stands to ``to_state``."""
    return Entry(
        stream=held.case,
        machine=ITEM,
        action=str(action),
        from_state=held.holding.state,
        to_state=str(to_state),
        subject=held.id,
        occurred_at=occurred_at,
        **facts,
    )
