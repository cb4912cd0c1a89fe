"""Reads about items: one with the history of its case, lists of what is held, and who may read the recipient."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from delegation.dossiers.states import MACHINE as DOSSIER
from delegation.dossiers.states import DossierState
from delegation.registry import calendar, parameters
from delegation.registry.models import Office
from delegation.registry.parameters import Key
from delegation.registry.refusals import CalendarEnds, NoParameter
from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.models import Device, User
from postal_services.ledger.models import Line
from postal_services.ledger.words import words_of
from tracking.custody.holding import Holding, after
from tracking.custody.models import Item
from tracking.custody.reasons import MEASURES, OTHERS, REASONS, UNLISTED
from tracking.custody.states import FINAL, ITEM, Action, ItemState

from . import words

_NOTABLE_DELAY = timedelta(minutes=2)
_OTHER = {UNLISTED: "ngoài danh mục", **{code: said[0] for code, said in OTHERS.items()}}
_READERS = (Role.OFFICER, Role.CLERK, Role.POSTMAN, Role.SUPERVISOR)
LONGEST_HISTORY = 300
_DAYS_WITHOUT_A_RULE = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the ledger as people read it; ``held`` is how long the office it names then answered for the item.

    ``look`` is ``limbo``, ``good``, ``bad``, ``now`` or empty; ``recorded_at`` is given only when the line reached the
    ledger notably later than it happened; ``item`` is the code when the line is about another item of the case.
    """

    title: str
    look: str
    occurred_at: datetime
    recorded_at: datetime | None
    confidence: str
    office: str
    counterpart: str
    person: str
    device: str
    held: timedelta | None
    notes: tuple[str, ...]
    flags: tuple[str, ...]
    hand_over: str
    item: str
    seq: int
    hash: str


def find(actor: Actor, code: str) -> Item | None:
    """One item the actor may see, with everything its page shows; None for anybody else's."""
    rows = Item.objects.visible_to(actor).select_related(
        "dossier__procedure",
        "dossier__unit",
        "dossier__committee",
        "dossier__post_office",
        "holder_office",
        "holder_person",
        "destination",
        "offered_in__receiver",
    )
    return rows.filter(code=code).first()


def history(item: Item, now: datetime) -> list[Step]:
    """The lines of the item's case, newest first, with names in place of identifiers; four queries."""
    lines = list(Line.objects.filter(stream_id=item.dossier_id).order_by("-seq")[:LONGEST_HISTORY])
    lines.reverse()
    names = _Names.of(lines)
    spans = _spans([line for line in lines if line.subject == item.id], now)
    steps = [_step(line, item, names, spans) for line in lines]
    steps.reverse()
    return steps


@dataclass(frozen=True, slots=True)
class _Names:
    people: dict[UUID, str]
    offices: dict[str, str]
    devices: dict[UUID, str] = field(default_factory=dict)

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "_Names":
        people = {line.actor for line in lines if line.actor}
        offices = {code for line in lines for code in (line.office, line.counterpart) if code}
        devices = {line.device for line in lines if line.device}
        return cls(
            {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=people)},
            dict(Office.objects.filter(code__in=offices).values_list("code", "name")),
            dict(Device.objects.filter(pk__in=devices).values_list("pk", "label")) if devices else {},
        )


def _spans(lines: Iterable[Line], now: datetime) -> dict[int, timedelta]:
    """For each line after which another office answered for the item: how long that lasted, by line number."""
    holding, spans = Holding(), {}
    begun: tuple[int, datetime] | None = None
    for line in lines:
        before, holding = holding, after(holding, line)
        if holding.office == before.office and holding.state not in FINAL:
            continue
        if begun is not None:
            spans[begun[0]] = line.occurred_at - begun[1]
        begun = None if holding.state in FINAL else (line.seq, line.occurred_at)
    if begun is not None:
        spans[begun[0]] = now - begun[1]
    return spans


def _step(line: Line, item: Item, names: _Names, spans: dict[int, timedelta]) -> Step:
    about_other = line.machine == ITEM and line.subject != item.id
    late = line.recorded_at - line.occurred_at > _NOTABLE_DELAY
    said = words_of(line)
    return Step(
        title=said.title if said else _title(line),
        look=said.look if said else "" if about_other else _look(line, item),
        occurred_at=line.occurred_at,
        recorded_at=line.recorded_at if late else None,
        confidence=line.confidence,
        office=names.offices.get(line.office or "", line.office or ""),
        counterpart=names.offices.get(line.counterpart or "", line.counterpart or ""),
        person=names.people.get(line.actor, "") if line.actor else "",
        device=names.devices.get(line.device, "") if line.device else "",
        held=spans.get(line.seq),
        notes=said.notes if said else _notes(line),
        flags=tuple(words.flag(name) for name in line.flags),
        hand_over=str(line.data.get("list", "")),
        item=str(line.data.get("item", "")) if about_other else "",
        seq=line.seq,
        hash=bytes(line.hash).hex()[:12],
    )


def _title(line: Line) -> str:
    if line.machine == DOSSIER and line.to_state.isdigit():
        return f"Hồ sơ: {DossierState(int(line.to_state)).label}"
    if line.machine == ITEM and line.action in Action.values:
        if line.action == Action.REGISTER:
            return "Đăng ký bưu gửi"
        return str(Action(line.action).label)
    return line.action


def _look(line: Line, item: Item) -> str:
    if line.machine != ITEM:
        return ""
    offers = line.action in (Action.OFFER, Action.DISPATCH) and item.offered_at == line.occurred_at
    if item.offered_at is not None and offers:
        return "limbo"
    if line.action in (Action.REPORT_MISSING, Action.CONTEST, Action.DAMAGE, Action.OPEN_SEAL, Action.DECLARE_LOST):
        return "bad"
    if line.to_state in (ItemState.DELIVERED, ItemState.HANDED_IN):
        return "good"
    return "now" if line.seq == item.seq else ""


def _notes(line: Line) -> tuple[str, ...]:
    """What the line's data adds, in words; codes that are not on the list show themselves."""
    notes = []
    said = line.data.get("said")
    if said:
        notes.append(f"Máy báo: {Action(said).label if said in Action.values else said}")
    reason = line.data.get("reason")
    if reason:
        notes.append(f"Lý do: {REASONS[reason].vi if reason in REASONS else _OTHER.get(reason, reason)}")
    measure = line.data.get("measure")
    if measure:
        notes.append(f"Biện pháp: {MEASURES[measure][0] if measure in MEASURES else _OTHER.get(measure, measure)}")
    if line.data.get("bd13"):
        notes.append(f"Bản kê đi phát {line.data['bd13']}")
    if line.data.get("remark"):
        notes.append(words.remark(line.data["remark"]))
    if line.data.get("until"):
        notes.append(f"Giữ đến hết ngày {date.fromisoformat(line.data['until']):%d/%m/%Y}")
    if line.data.get("proof"):
        notes.append("Có bằng chứng phát (người nhận, quan hệ)")
    if line.confidence == "corrected":
        notes.append("Giờ đã hiệu chỉnh theo đồng hồ máy chủ")
    elif line.confidence == "estimated":
        notes.append("Giờ ước lượng, máy không cho giờ tin được")
    return tuple(notes)


def may_read_recipient(actor: Actor, item: Item) -> bool:
    """Who needs the citizen's name and address: the holder, the agency, both post offices, the hotline."""
    if actor.is_any((Role.HOTLINE,)):
        return True
    near = {item.holder_office_id, item.dossier.committee_id, item.dossier.post_office_id, item.destination_id}
    return bool(near & actor.offices_as(*_READERS))


def held(actor: Actor) -> QuerySet[Item]:
    """Items on their way that the actor's offices answer for, longest held first."""
    rows = Item.objects.visible_to(actor).open()
    if not actor.sees_everything:
        rows = rows.filter(holder_office__in=actor.offices)
    return rows.select_related("dossier__procedure", "holder_office", "holder_person", "destination").order_by(
        "since", "code"
    )


def held_too_long(now: datetime) -> Q:
    """Items somebody has held past :func:`late_since`; a result not yet given to the post waits for its dossier."""
    return Q(since__lt=late_since(now)) & ~Q(state=ItemState.REGISTERED)


def late_since(now: datetime) -> datetime:
    """Items an office has held since before this moment are late: longer than transit within the province may take.

    Outside the years of the calendar plain days count; without the parameter, two of them.
    """
    try:
        days = parameters.whole(Key.TRANSIT_IN_PROVINCE, clock.day_of(now))
    except NoParameter:
        return now - timedelta(days=_DAYS_WITHOUT_A_RULE)
    edge, left = now, days
    try:
        working = calendar.current()
        while left:
            edge -= timedelta(days=1)
            left -= working.is_working_day(clock.day_of(edge))
    except CalendarEnds:
        return now - timedelta(days=days)
    return edge
