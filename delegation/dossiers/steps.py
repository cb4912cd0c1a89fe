"""Moving administrative cases on: the step that the commands here and in the rooms above share.

The caller holds an open transaction, has locked the dossiers and has asked the policy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from delegation.dossiers.models import Dossier, DossierQuerySet
from delegation.dossiers.refusals import WrongState
from delegation.dossiers.states import MACHINE, PAUSING, DossierState, next_state
from delegation.registry import calendar
from postal_services.accounts.actors import Actor
from postal_services.clock import day_of
from postal_services.ledger import writer
from postal_services.statements import prepared_cursor

REAPPOINT = "reappoint"
_APPOINTING = frozenset({"receive", "resume", REAPPOINT})
_MOMENTS = ("received_at", "due_at", "paused_at", "finished_at", "modified_at")


@dataclass(frozen=True, slots=True)
class Step:
    """One action on some dossiers: when it happened, in which office, with which codes for the ledger.

    ``due_at`` is the new appointment that a ``reappoint`` makes; ``flags`` are what leaders shall see of it.
    """

    action: str
    at: datetime
    office: str | None = None
    data: Mapping[str, Any] | None = None
    due_at: datetime | None = None
    flags: tuple[str, ...] = ()


def lock_cases(rows: DossierQuerySet) -> tuple[writer.Heads, list[Dossier]]:
    """Lock the cases of ``rows`` and read their dossiers, with procedures; three statements.

    Streams before dossiers, as everybody who moves what belongs to a case takes them: the other way round two that
    meet on one case would wait for each other for ever.
    """
    heads = writer.lock(rows.values_list("pk", flat=True))
    return heads, list(Dossier.objects.filter(pk__in=list(heads.ends)).locked().select_related("procedure"))


def require_step(dossier: Dossier, action: str) -> DossierState:
    """The state after ``action``; raises WrongState when the dossier is not where it could be done."""
    after = next_state(dossier.state, action)
    if after is None:
        raise WrongState(dossier=dossier.code, state=DossierState(dossier.state).label)
    return after


def move_many(
    heads: writer.Heads, actor: Actor, dossiers: Sequence[Dossier], step: Step, *, now: datetime
) -> list[Dossier]:
    """Carry out one ``step`` on locked dossiers; see :func:`move_each`."""
    return move_each(heads, actor, [(dossier, step) for dossier in dossiers], now=now)


def move_each(
    heads: writer.Heads, actor: Actor, moves: Sequence[tuple[Dossier, Step]], *, now: datetime
) -> list[Dossier]:
    """Carry out a step on each locked dossier and write one line each; two statements, whatever their number."""
    entries = take_steps(actor, moves, now=now)
    save([dossier for dossier, _ in moves])
    writer.append(heads, entries, recorded_at=now)
    return [dossier for dossier, _ in moves]


def take_steps(actor: Actor, moves: Sequence[tuple[Dossier, Step]], *, now: datetime) -> list[writer.Entry]:
    """Bring each locked dossier to where its step leads, in memory, and give the lines to be written about it.

    The caller appends the lines and calls :func:`save`. ``receive`` starts the clock and makes the appointment; a
    pausing state stops it; ``resume`` moves the appointment on by the working days that passed meanwhile;
    ``reappoint`` makes another one. Raises WrongState for the first that cannot; nothing is changed then.
    """
    if not connection.in_atomic_block:
        msg = "dossiers are moved inside a transaction only"
        raise transaction.TransactionManagementError(msg)
    after = [require_step(dossier, step.action) for dossier, step in moves]
    entries: list[writer.Entry] = []
    for (dossier, step), state in zip(moves, after, strict=True):
        before = dossier.state
        _turn_clock(dossier, state, step)
        dossier.state = state
        dossier.modified_at = now
        entries.append(_entry(actor, dossier, before, step))
    return entries


_SAVE = """
UPDATE dossiers_dossier d SET state = n.state, received_at = n.received_at, due_at = n.due_at, paused_at = n.paused_at,
       finished_at = n.finished_at, modified_at = n.modified_at
  FROM unnest(%b::uuid[], %b::smallint[], %b::timestamptz[], %b::timestamptz[], %b::timestamptz[], %b::timestamptz[],
              %b::timestamptz[])
    AS n(id, state, received_at, due_at, paused_at, finished_at, modified_at)
 WHERE d.id = n.id
"""


def save(dossiers: Sequence[Dossier]) -> None:
    """Bring the rows of the moved dossiers up to their lines; one statement."""
    if not dossiers:
        return
    rows = [(d.id, int(d.state), *(getattr(d, name) for name in _MOMENTS)) for d in dossiers]
    with prepared_cursor() as cursor:
        cursor.execute(_SAVE, [list(column) for column in zip(*rows, strict=True)])


def _turn_clock(dossier: Dossier, after: DossierState, step: Step) -> None:
    if step.action == "receive":
        dossier.received_at = step.at
        dossier.due_at = calendar.due_at(step.at, dossier.procedure.working_days, dossier.committee_id)
    if step.action == REAPPOINT:
        if step.due_at is None:
            msg = "a new appointment needs its moment"
            raise ValueError(msg)
        dossier.due_at = step.due_at
    if after in PAUSING:
        dossier.paused_at = step.at
        return
    if step.action == "resume" and dossier.paused_at is not None and dossier.due_at is not None:
        dossier.due_at = _after_pause(dossier.due_at, dossier.paused_at, step.at, dossier.committee_id)
    dossier.paused_at = None
    if after == DossierState.FINISHED:
        dossier.finished_at = step.at


def _after_pause(due_at: datetime, paused_at: datetime, resumed_at: datetime, office: str) -> datetime:
    """The appointment moved on by the working days on which the agency was waiting."""
    clock = calendar.current()
    day = clock.after_pauses(day_of(due_at), [(paused_at, resumed_at)], resumed_at, office)
    return clock.closing(day, office)


def _entry(actor: Actor, dossier: Dossier, before: int, step: Step) -> writer.Entry:
    due = {"due_at": dossier.due_at.isoformat()} if step.action in _APPOINTING and dossier.due_at else {}
    return writer.Entry(
        stream=dossier.id,
        machine=MACHINE,
        action=step.action,
        from_state=str(before),
        to_state=str(int(dossier.state)),
        subject=dossier.id,
        occurred_at=step.at,
        office=step.office or dossier.committee_id,
        actor=actor.user_id,
        device=actor.device_id,
        data={**(step.data or {}), **due},
        flags=step.flags,
    )
