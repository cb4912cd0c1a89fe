"""Reads for the exception desk: lists with counts, one incident with everything around it, standards by stage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from delegation.dossiers.states import MACHINE as DOSSIER
from delegation.dossiers.states import PAUSING, DossierState
from delegation.registry.models import Calendar, Closure, Office, OfficeKind, Post
from delegation.registry.parameters import Key, Value
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.models import User
from postal_services.ledger.models import Line
from tracking.custody.models import Item
from tracking.incidents import policies
from tracking.incidents.deadlines import STANDARDS, Clockwork, Stage, is_post, number, stage_of
from tracking.incidents.models import Incident, IncidentQuerySet, Pace
from tracking.rounds.models import Hold, Wish
from tracking.rounds.states import WishKind

SOON = timedelta(hours=24)
_LONGEST_RECKONED = timedelta(days=90)


class Whose:
    """Whose incidents are looked at."""

    MINE, OFFICE, ALL = "toi", "noi", "tat"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many incidents stand, by whose they are and by kind within the chosen ones."""

    mine: int
    office: int
    all: int
    late: int
    by_kind: Mapping[str, int]


def standing(actor: Actor, whose: str) -> IncidentQuerySet:
    """Incidents that stand and that the actor may see: their own, their office's, or all of them."""
    rows = Incident.objects.visible_to(actor).standing()
    return _of(rows, actor, whose)


def closed(actor: Actor, whose: str) -> IncidentQuerySet:
    """Incidents that came to an end."""
    rows = Incident.objects.visible_to(actor).filter(closed_at__isnull=False)
    return _of(rows, actor, whose)


def _of(rows: IncidentQuerySet, actor: Actor, whose: str) -> IncidentQuerySet:
    if whose == Whose.MINE:
        return rows.filter(owner=actor.user_id)
    if whose == Whose.OFFICE:
        return rows.filter(Q(office__in=actor.offices) | Q(escalated_to__in=actor.offices))
    return rows


def counts(actor: Actor, whose: str, now: datetime) -> Counts:
    """All numbers of the desk in one query."""
    mine = Q(owner=actor.user_id) if actor.user_id else Q(pk__isnull=True)
    here = Q(office__in=actor.offices) | Q(escalated_to__in=actor.offices)
    rows = (
        Incident.objects.visible_to(actor)
        .standing()
        .order_by()
        .values("kind")
        .annotate(
            n=Count("pk"),
            n_mine=Count("pk", filter=mine),
            n_here=Count("pk", filter=here),
            late=Count("pk", filter=Q(due_at__lt=now)),
            late_mine=Count("pk", filter=mine & Q(due_at__lt=now)),
            late_here=Count("pk", filter=here & Q(due_at__lt=now)),
        )
    )
    told: list[Mapping[str, Any]] = list(rows)
    column, late = {Whose.MINE: ("n_mine", "late_mine"), Whose.OFFICE: ("n_here", "late_here")}.get(
        whose, ("n", "late")
    )
    return Counts(
        mine=sum(row["n_mine"] for row in told),
        office=sum(row["n_here"] for row in told),
        all=sum(row["n"] for row in told),
        late=sum(row[late] for row in told),
        by_kind={row["kind"]: row[column] for row in told if row[column]},
    )


def paced(rows: IncidentQuerySet, pace: str, now: datetime) -> IncidentQuerySet:
    """Only those past their deadline, or near it."""
    if pace == Pace.LATE:
        return rows.filter(due_at__lt=now)
    if pace == Pace.SOON:
        return rows.filter(due_at__gte=now, due_at__lt=now + SOON)
    return rows


def find(actor: Actor, code: str) -> Incident | None:
    """One incident the actor may see, with everything its page shows."""
    rows = Incident.objects.visible_to(actor).select_related(
        "office", "owner", "closed_by", "escalated_to", "dossier__procedure", "dossier__committee",
        "dossier__post_office", "dossier__unit__parent", "item__holder_office", "item__holder_person",
        "item__destination", "item__dossier", "complaint",
    )  # fmt: skip
    return rows.filter(code=code.strip().upper()[:40]).first() if "\x00" not in code else None


def colleagues(incident: Incident, day: date) -> list[User]:
    """People of the offices that answer for an incident, by name."""
    posts = Post.objects.valid_on(day).filter(
        office__in=policies.offices_of(incident), role__in=policies.WORKERS, user__is_active=True
    )
    return list(User.objects.filter(pk__in=posts.values("user")).order_by("full_name", "username"))


@dataclass(frozen=True, slots=True)
class Remaining:
    """How far a deadline is, in the working time of the office that has to keep it."""

    late: bool
    worked: timedelta
    days: int


def remaining(due_at: datetime, office: Office, work: Clockwork) -> Remaining:
    """Working time between now and a deadline; no query."""
    now = work.now
    low, high = (due_at, now) if due_at < now else (now, due_at)
    if high - low > _LONGEST_RECKONED:
        days = (high - low).days
        return Remaining(due_at < now, timedelta(hours=8 * days), days)
    return Remaining(due_at < now, *work.between(low, high, office.code, post=is_post(office.kind)))


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which a clock stands still, or may, and why; ``until`` is None while it lasts."""

    why: str
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class StageClock:
    """The stage an item is in: since when, until when, by what standard, and what is paused and why."""

    stage: Stage
    office: Office
    since: datetime
    due_at: datetime | None
    standard: Value | None
    pauses: Sequence[Pause]

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still at this moment."""
        return any(pause.until is None for pause in self.pauses)


def stage_clock(item: Item, now: datetime) -> StageClock | None:
    """The clock of the stage an item is in; None at its end. At most five queries."""
    if item.state in _ENDED:
        return None
    dossier, office = item.dossier, item.holder_office
    bound = Office.objects.filter(code=item.bound_for).first() if item.bound_for else None
    stage = stage_of(
        state=item.state,
        leg=item.leg,
        offered=item.offered_at is not None,
        finished=dossier.state == DossierState.FINISHED,
        holder_kind=office.kind,
        bound_kind=bound.kind if bound else "",
    )
    if stage is None:
        return None
    work, post = Clockwork(now), is_post(office.kind)
    since = item.since
    if stage == Stage.AGENCY_TO_POST and dossier.finished_at:
        since = max(since, dossier.finished_at)
    if stage == Stage.SIGNING and item.offered_at:
        since = item.offered_at
    due_at, standard, pauses = _reckoned(item, stage, since, work, post=post)
    pauses += _closures(office, since, due_at or now)
    return StageClock(stage, office, since, due_at, standard, pauses)


_ENDED = ("delivered", "returned", "handed_in", "lost", "cancelled")


def _reckoned(
    item: Item, stage: Stage, since: datetime, work: Clockwork, *, post: bool
) -> tuple[datetime | None, Value | None, list[Pause]]:
    office = item.holder_office_id
    if stage == Stage.PROCESSING:
        return item.dossier.due_at, None, _stops(item.dossier_id)
    if stage == Stage.SIGNING:
        return work.after(since, 8, office, post=post), None, []
    if stage == Stage.SEARCH:
        days = number(Key.SEARCH_DAYS, 5, "ngày làm việc")
        return work.days_after(since, days.whole, office, post=post), days, []
    if stage == Stage.HOLD:
        return _held(item)
    key, hours = STANDARDS[stage]
    standard = number(key, hours)
    wish = Wish.objects.waiting().filter(item=item, kind=WishKind.DELIVER_ON).first()
    if wish is not None and wish.on is not None:
        asked = work.days_after(_midnight(wish.on), 0, office, post=post)
        return asked, standard, [Pause("Người nhận hẹn phát ngày khác", wish.made_at, None)]
    return work.after(since, standard.whole, office, post=post), standard, []


def _held(item: Item) -> tuple[datetime | None, Value | None, list[Pause]]:
    days = number(Key.HOLD_DAYS, 10, "ngày")
    hold = Hold.objects.running().filter(item=item).first()
    last = hold.until if hold else clock.day_of(item.since) + timedelta(days=days.whole)
    waiting = Pause("Lưu tại bưu cục, chờ người nhận đến lấy", item.since, None)
    return _midnight(last + timedelta(days=1)), days, [waiting]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.VN)


def _stops(case: UUID) -> list[Pause]:
    """When the case waited for somebody outside the agency, from its lines: states 5, 6 and 8."""
    pauses: list[Pause] = []
    begun: tuple[str, datetime] | None = None
    for line in Line.objects.filter(stream_id=case, machine=DOSSIER).order_by("seq"):
        state = int(line.to_state)
        if begun is not None:
            pauses.append(Pause(begun[0], begun[1], line.occurred_at))
            begun = None
        if state in PAUSING:
            begun = (str(DossierState(state).label), line.occurred_at)
    return [*pauses, *([Pause(begun[0], begun[1], None)] if begun else [])]


def _closures(office: Office, since: datetime, until: datetime) -> list[Pause]:
    """Closures of the office, or of all, that fall into the stretch."""
    kind = Calendar.POSTAL if is_post(office.kind) else Calendar.PROCESSING
    first, last = sorted((clock.day_of(since), clock.day_of(until)))
    rows = Closure.objects.standing().filter(calendar=kind, first_day__lte=last, last_day__gte=first)
    found = rows.filter(Q(office=office) | Q(office__isnull=True))
    return [
        Pause(f"Tạm dừng: {row.reason}", _midnight(row.first_day), _midnight(row.last_day + timedelta(days=1)))
        for row in found
    ]


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many items of an office are in a stage now, and how many of them past its standard."""

    office: str
    stage: Stage
    count: int
    late: int


def stages(actor: Actor, now: datetime) -> list[StageCount]:
    """Open items by office and stage, the latest first, for the offices the actor may see; two queries."""
    work = Clockwork(now)
    kinds = dict(Office.objects.filter(kind=OfficeKind.PROVINCIAL_POST).values_list("code", "kind"))
    rows = Item.objects.open()
    if not actor.sees_everything:
        rows = rows.filter(holder_office__in=actor.offices)
    counted: dict[tuple[str, Stage], list[int]] = {}
    columns = (
        "state", "leg", "since", "offered_at", "holder_office__kind", "holder_office_id", "holder_office__name",
        "bound_for", "dossier__state", "dossier__due_at",
    )  # fmt: skip
    for state, leg, since, offered, kind, code, name, bound, case, due_at in rows.values_list(*columns).iterator(2000):
        stage = stage_of(
            state=state,
            leg=leg,
            offered=offered is not None,
            finished=case == DossierState.FINISHED,
            holder_kind=kind,
            bound_kind=kinds.get(bound, ""),
        )
        if stage is None:
            continue
        late = since < work.late_since(stage, code, post=is_post(kind)) if stage in STANDARDS else False
        if stage == Stage.PROCESSING:
            late = due_at is not None and due_at < now and case not in PAUSING
        pair = counted.setdefault((name, stage), [0, 0])
        pair[0] += 1
        pair[1] += late
    found = [StageCount(name, stage, *pair) for (name, stage), pair in counted.items()]
    return sorted(found, key=lambda each: (-each.late, -each.count, each.office))


def standards() -> list[tuple[Stage, Value]]:
    """The standard of every stage that has one, with its legal basis."""
    return [(Stage(stage), number(key, hours)) for stage, (key, hours) in STANDARDS.items()]


def incidents_of(item: Item, actor: Actor) -> QuerySet[Incident]:
    """Incidents about an item that the actor may see, newest first."""
    return Incident.objects.visible_to(actor).filter(item=item).order_by("-opened_at")
