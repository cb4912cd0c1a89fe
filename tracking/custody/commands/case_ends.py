"""What is left of a case that ended early: results that will never come, and papers that go home by post.

A refused or withdrawn case has no result, so the item registered for it is cancelled. The papers that came by post can
be sent home by post: a new item of leg B, which then goes the usual way; the case itself stays as it ended.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction

from delegation.dossiers import policies
from delegation.dossiers.models import Dossier
from delegation.dossiers.refusals import WrongState
from delegation.dossiers.states import DossierState
from postal_services import clock
from postal_services.accounts.actors import NOBODY, Actor
from postal_services.errors import NotThere
from postal_services.ledger import writer
from postal_services.ledger.writer import Heads
from tracking.custody import moves, registering
from tracking.custody.models import Item, Leg
from tracking.custody.moves import Held, Move
from tracking.custody.refusals import NoPapersCame, PapersSentHome
from tracking.custody.registering import NewItem
from tracking.custody.states import PAPERS_HOME, Action, ItemState

AT_ONCE = 200
ENDED_EARLY = frozenset({DossierState.NOT_ACCEPTED, DossierState.WITHDRAWN})
_REMARK = "case_ended"
_CAN_GO_AGAIN = frozenset({ItemState.RETURNED, ItemState.CANCELLED})
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What one sweep did; ``failed`` could not be written and is tried again next time."""

    cancelled: int = 0
    failed: int = 0

    def __add__(self, other: "Cancelled") -> "Cancelled":
        return Cancelled(self.cancelled + other.cancelled, self.failed + other.failed)


def cancel_left_over_results(*, now: datetime | None = None) -> Cancelled:
    """Cancel the items of results that will never come, a few hundred a transaction; one that fails stops no other."""
    at = now or clock.now()
    rows = Item.objects.filter(
        leg=Leg.B, state=ItemState.REGISTERED, offered_at__isnull=True, dossier__state__in=sorted(ENDED_EARLY)
    ).exclude(marks__contains=[PAPERS_HOME])
    codes = list(rows.order_by("pk").values_list("code", flat=True))
    parts = (codes[start : start + AT_ONCE] for start in range(0, len(codes), AT_ONCE))
    return sum((_tried(part, at) for part in parts), Cancelled())


def _tried(codes: Sequence[str], at: datetime) -> Cancelled:
    """All together, or one by one where one of them cannot be written."""
    try:
        return Cancelled(_cancel(codes, at))
    except Exception as problem:  # whatever it is, the others go on
        if len(codes) == 1:
            log.exception("left_over_not_cancelled", item=codes[0], error=type(problem).__name__)
            return Cancelled(failed=1)
    return sum((_tried([code], at) for code in codes), Cancelled())


@transaction.atomic
def _cancel(codes: Sequence[str], at: datetime) -> int:
    """Three statements, whatever their number; what was handed over meanwhile is left alone."""
    heads, helds = moves.lock_items(codes, offices=frozenset(), sees_everything=True)
    written = [_cancellation(held, NOBODY, at) for held in helds if _is_left_over(held)]
    _write(heads, written, at)
    return len(written)


@transaction.atomic(durable=True)
def send_papers_home(*, actor: Actor, code: str, now: datetime | None = None) -> Item:
    """Register the item that carries a citizen's papers home after a refusal or a withdrawal.

    By the officer of the agency; a result still registered for the case is cancelled with it. Raises NotThere,
    NotAllowed, WrongState, NoPapersCame, PapersSentHome.
    """
    at = now or clock.now()
    dossier = Dossier.objects.visible_to(actor).select_related("unit__parent").filter(code=code).first()
    if dossier is None:
        raise NotThere
    policies.require_may_process(actor, dossier)
    heads, helds = moves.lock_items((), offices=frozenset(), sees_everything=True, tokens=[dossier.token])
    _require_papers_to_send(dossier, helds)
    _write(heads, [_cancellation(held, actor, at) for held in helds if _is_left_over(held)], at)
    offices = next(iter(helds)).shared_with
    new = NewItem(
        dossier=dossier,
        leg=Leg.B,
        office=dossier.committee_id,
        destination=registering.home_office(dossier, offices),
        since=at,
        data={"remark": PAPERS_HOME},
        flags=(PAPERS_HOME,),
    )
    registered = registering.prepare([new], actor=actor, at=at)
    appended = writer.append(heads, registering.entries_of(registered), recorded_at=at)
    return registering.finish(registered, appended)[0]


def could_send(state: int, items: Iterable[Item]) -> bool:
    """Whether papers of a case in ``state`` with these items can go home now; for buttons, the command asks anew."""
    rows = list(items)
    came = any(item.leg == Leg.A and item.state == ItemState.HANDED_IN for item in rows)
    on_way = any(
        item.leg == Leg.B
        and item.state not in _CAN_GO_AGAIN
        and (item.state != ItemState.REGISTERED or item.offered_at is not None or PAPERS_HOME in item.marks)
        for item in rows
    )
    return state in ENDED_EARLY and came and not on_way


def _require_papers_to_send(dossier: Dossier, helds: Sequence[Held]) -> None:
    state = DossierState(helds[0].case_row[1] if helds else dossier.state)
    if state not in ENDED_EARLY:
        raise WrongState(dossier=dossier.code, state=state.label)
    came = any(held.leg == Leg.A and held.holding.state == ItemState.HANDED_IN for held in helds)
    if not came:
        raise NoPapersCame(dossier=dossier.code)
    for held in helds:
        if held.leg == Leg.B and held.holding.state not in _CAN_GO_AGAIN and not _is_left_over(held):
            raise PapersSentHome(item=held.code, state=ItemState(held.holding.state).label)


def _is_left_over(held: Held) -> bool:
    """A result that was never handed over, of a case that ended before there was one."""
    holding = held.holding
    return (
        held.leg == Leg.B
        and holding.state == ItemState.REGISTERED
        and holding.offered_at is None
        and holding.office == held.committee
        and PAPERS_HOME not in holding.marks
        and held.case_row[1] in ENDED_EARLY
    )


def _cancellation(held: Held, actor: Actor, at: datetime) -> Move:
    entry = moves.entry(
        held,
        Action.CANCEL,
        ItemState.CANCELLED,
        occurred_at=at,
        office=held.committee,
        actor=actor.user_id,
        device=actor.device_id,
        data={"item": held.code, "remark": _REMARK},
    )
    return moves.move(held, entry)


def _write(heads: Heads, written: Sequence[Move], at: datetime) -> None:
    moves.write(heads, written, recorded_at=at)
    moves.save_items(written)
