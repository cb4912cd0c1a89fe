"""Steps that the commands of this room share; every one of them runs inside the command's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from delegation.dossiers.models import Dossier
from delegation.registry.models import Office
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.documents.tokens import find_token
from postal_services.errors import NotThere
from postal_services.ids import uuid7
from postal_services.ledger import writer
from postal_services.ledger.writer import Entry
from tracking.pickups.models import IncompleteIntake, IntakeState, Pickup, PickupPaper, ShortPaper, SlotRule
from tracking.pickups.queries import windows
from tracking.pickups.queries.windows import Window
from tracking.pickups.refusals import (
    DayOff,
    NoSuchWindow,
    PickupMoved,
    WindowFull,
    WindowPast,
    WindowTooFar,
    words_of_day,
)
from tracking.pickups.states import PICKUP, PickupAction, PickupState, next_state

STREAM_KIND = "office_day"
DAYS_TO_COMPLETE = 7
"""Days that somebody gets to bring missing papers where nothing else was agreed (a working choice, no rule)."""
_ACTS = {
    PickupAction.ASSIGN: ("giao bưu tá", "given to a postman"),
    PickupAction.RESCHEDULE: ("đổi giờ", "moved"),
    PickupAction.COLLECT: ("ghi đã lấy", "collected"),
    PickupAction.FAIL: ("ghi không lấy được", "marked as failed"),
    PickupAction.CANCEL: ("hủy", "called off"),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A window as somebody asks for it: the office, the day, and the hour at which it opens."""

    office: str
    day: date
    opens: time


def day_stream(office: str, at: datetime) -> UUID:
    """The stream of the office's day, opened when it is the first line of that day."""
    return writer.open_stream(STREAM_KIND, f"{office}/{clock.day_of(at)}", at=at)


def take_place(
    slot: Slot,
    office: Office,
    *,
    committee: str,
    procedure: str,
    service: str,
    now: datetime,
    moving: UUID | None = None,
) -> SlotRule:
    """Lock the window and make sure that a place in it is free; ``moving`` is the pickup that leaves another window.

    The lock on the rule's row is the queue of everybody who wants a place in its windows: who comes second counts
    after the first one has been written, and is shown the next windows with room.
    """
    _require_day(slot, office, now)
    rules = SlotRule.objects.of_day(slot.day).filter(office=slot.office, opens=slot.opens)
    rule = rules.select_for_update().order_by("pk").first()
    if rule is None:
        raise NoSuchWindow(office=office.name)
    taken = windows.taken_places([slot.office], slot.day).get((slot.office, slot.day, slot.opens), 0)
    if moving and Pickup.objects.filter(pk=moving, office=slot.office, day=slot.day, opens=slot.opens).exists():
        taken -= 1
    if taken >= rule.capacity:
        free = [
            window
            for window in windows.windows(committee, procedure, [office], now, service=service)
            if window.free and (window.day, window.opens) != (slot.day, slot.opens)
        ]
        hours = f"{rule.opens:%H:%M}–{rule.closes:%H:%M}"
        raise WindowFull(free, window=hours, day=words_of_day(slot.day))
    return rule


def _require_day(slot: Slot, office: Office, now: datetime) -> None:
    """Neither past nor further than the post plans, and a day on which it works."""
    if windows.has_begun(slot.day, slot.opens, now):
        raise WindowPast
    if (slot.day - clock.day_of(now)).days > windows.FORESEEN_DAYS:
        raise WindowTooFar(days=windows.FORESEEN_DAYS)
    if not windows.is_worked(slot.day, office.code):
        raise DayOff(day=words_of_day(slot.day))


def locked(actor: Actor, *, code: str = "", token: str = "") -> Pickup:
    """One pickup under lock, by its code among those the actor may see, or by the sender's token; else NotThere."""
    rows = Pickup.objects.select_related("office", "committee", "procedure", "unit__parent")
    if token:
        found = rows.filter(token=find_token(token) or "")
    else:
        found = rows.filter(code=code.strip().upper()) & Pickup.objects.visible_to(actor)
    pickup = found.locked().first()
    if pickup is None:
        raise NotThere
    return pickup


def require_move(pickup: Pickup, action: PickupAction) -> PickupState:
    """Where ``action`` leads; raises PickupMoved when it cannot be done any more."""
    after = next_state(pickup.state, action)
    if after is None:
        act, act_en = _ACTS[action]
        raise PickupMoved(code=pickup.code, state=PickupState(pickup.state).label, act=act, act_en=act_en)
    return PickupState(after)


def line(
    pickup: Pickup,
    actor: Actor,
    action: PickupAction,
    *,
    at: datetime,
    data: Mapping[str, Any],
    flags: tuple[str, ...] = (),
) -> Entry:
    """A line about ``pickup``, which stands in its new state afterwards; codes only in ``data``."""
    before = "" if action == PickupAction.ASK else pickup.state
    after = PickupState.ASKED if action == PickupAction.ASK else require_move(pickup, action)
    pickup.state, pickup.modified_at = after, at
    return Entry(
        stream=pickup.stream_id,
        machine=PICKUP,
        action=str(action),
        from_state=str(before),
        to_state=str(after),
        subject=pickup.id,
        occurred_at=at,
        office=pickup.office_id,
        counterpart=pickup.committee_id,
        actor=actor.user_id,
        device=actor.device_id,
        data={"pickup": pickup.code, **data},
        flags=flags,
    )


def window_fact(pickup: Pickup) -> str:
    """The window as the ledger keeps it."""
    return f"{pickup.day:%Y-%m-%d} {pickup.opens:%H:%M}-{pickup.closes:%H:%M}"


def move_to(pickup: Pickup, rule: SlotRule, slot: Slot) -> None:
    """Give the pickup its new window; whoever was to go there is no longer expected to."""
    pickup.day, pickup.opens, pickup.closes = slot.day, rule.opens, rule.closes
    pickup.postman_id, pickup.assigned_at = None, None


def append(pickups: Iterable[Pickup], entries: Sequence[Entry], *, at: datetime) -> None:
    """Lock the days of the pickups and write the lines."""
    heads = writer.lock({pickup.stream_id for pickup in pickups})
    writer.append(heads, entries, recorded_at=at)


def paper_rows(pickup: Pickup, listed: Iterable[tuple[str, str, int]]) -> list[PickupPaper]:
    """The list of papers of a pickup: (name, kind, count) in their order."""
    return [
        PickupPaper(pickup=pickup, position=position, name=name, kind=kind, expected=count)
        for position, (name, kind, count) in enumerate(listed, start=1)
    ]


def as_window(pickup: Pickup) -> Window:
    """The pickup's own window, for showing."""
    return Window(pickup.day, pickup.opens, pickup.closes, pickup.office_id, pickup.office.name, 0, 0)


@dataclass(frozen=True, slots=True)
class ShortLine:
    """One paper that is short: what was announced, what was there, and why."""

    position: int
    name: str
    kind: str
    expected: int
    found: int
    short: str

    def as_data(self) -> dict[str, Any]:
        """As the ledger keeps it: numbers and codes; the name of a paper may name a person."""
        return {
            "position": self.position,
            "kind": str(self.kind),
            "expected": self.expected,
            "found": self.found,
            "why": self.short,
        }


@dataclass(frozen=True, slots=True)
class Short:
    """What an intake is short of, who was told, and by when it is to be brought; ``id`` is its place in the queue."""

    id: UUID
    papers: Sequence[ShortLine]
    told: str
    due_on: date

    def as_data(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        intake = {"id": str(self.id), "told": self.told, "due_on": self.due_on.isoformat()}
        return {"short": [each.as_data() for each in self.papers], "intake": intake}


def short_of(papers: Sequence[ShortLine], *, told: str, due_on: date | None, at: datetime) -> Short | None:
    """What is short, with the last day to complete it where none was agreed; nothing when all was there."""
    return Short(uuid7(), papers, told, due_on or last_day_to_complete(at)) if papers else None


def note_intake(actor: Actor, dossier: Dossier, office: str, short: Short, *, at: datetime) -> IncompleteIntake:
    """Put a dossier into the queue of those taken in although papers were short; two statements."""
    intake = IncompleteIntake.objects.create(
        id=short.id,
        dossier=dossier,
        office_id=office,
        state=IntakeState.WAITING,
        told=short.told,
        due_on=short.due_on,
        made_by_id=actor.user_id,
        made_at=at,
    )
    ShortPaper.objects.bulk_create(
        ShortPaper(
            intake=intake,
            position=each.position,
            name=each.name,
            kind=each.kind,
            expected=each.expected,
            found=each.found,
            short=each.short,
        )
        for each in short.papers
    )
    return intake


def last_day_to_complete(at: datetime) -> date:
    """By when missing papers are to be brought where nothing was agreed."""
    return clock.day_of(at) + timedelta(days=DAYS_TO_COMPLETE)
