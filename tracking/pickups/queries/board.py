"""Pickups as the office sees them: today, tomorrow, later, and what waits for an answer."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet

from delegation.registry.models import Post
from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.privacy import phone_hash
from tracking.pickups.models import IncompleteIntake, IntakeState, Pickup
from tracking.pickups.policies import AT_POST
from tracking.pickups.queries.windows import FORESEEN_DAYS, is_worked
from tracking.pickups.states import OPEN, STANDING, PickupState


class Tab(StrEnum):
    """Which pickups are listed."""

    TODAY = "hom-nay"
    TOMORROW = "ngay-mai"
    LATER = "sap-toi"
    FAILED = "cho-tra-loi"
    DONE = "da-lay"


LABELS = {
    Tab.TODAY: "Hôm nay",
    Tab.TOMORROW: "Ngày làm việc kế tiếp",
    Tab.LATER: "Sắp tới",
    Tab.FAILED: "Chờ trả lời",
    Tab.DONE: "Đã lấy",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be sent."""

    username: str
    name: str
    role: str


def listed(actor: Actor, tab: Tab, now: datetime) -> QuerySet[Pickup]:
    """The pickups of a tab, by day and hour; what is overdue stands with today's."""
    rows = Pickup.objects.visible_to(actor).select_related("office", "procedure", "unit", "postman", "dossier")
    rows = rows.prefetch_related("papers")
    return rows.filter(_of(tab, now)).order_by(*_ORDER[tab])


_ORDER = dict.fromkeys(Tab, ("day", "opens", "code")) | {Tab.DONE: ("-collected_at", "code")}


def counts(actor: Actor, now: datetime) -> dict[Tab, int]:
    """How many each tab has."""
    return {tab: Pickup.objects.visible_to(actor).filter(_of(tab, now)).count() for tab in Tab if tab != Tab.DONE}


def _of(tab: Tab, now: datetime) -> Q:
    today = clock.day_of(now)
    following = next_day(today)
    standing = Q(state__in=sorted(STANDING))
    return {
        Tab.TODAY: standing & Q(day__lte=today),
        Tab.TOMORROW: standing & Q(day__gt=today, day__lte=following),
        Tab.LATER: standing & Q(day__gt=following),
        Tab.FAILED: Q(state=PickupState.FAILED),
        Tab.DONE: Q(state=PickupState.COLLECTED, collected_at__gte=now - timedelta(days=14)),
    }[tab]


def next_day(today: date) -> date:
    """The next day on which the post works: what is prepared today."""
    days = (today + timedelta(days=n) for n in range(1, FORESEEN_DAYS))
    return next((day for day in days if is_worked(day, "")), today + timedelta(days=1))


def mine(actor: Actor, now: datetime) -> QuerySet[Pickup]:
    """What the actor was sent to collect, until the end of the next working day."""
    last = next_day(clock.day_of(now))
    rows = Pickup.objects.filter(postman=actor.user_id, state=PickupState.ASSIGNED, day__lte=last)
    return rows.select_related("office", "procedure", "unit").order_by("day", "opens", "code")


def people(actor: Actor, day: date) -> list[Person]:
    """Who can be sent from the actor's offices; postmen first."""
    offices = actor.offices_as(Role.CLERK, Role.SUPERVISOR)
    rows = (
        Post.objects.valid_on(day)
        .filter(office__in=offices, role__in=[str(role) for role in AT_POST], user__is_active=True)
        .select_related("user")
    )
    found = {
        row.user.get_username(): Person(row.user.get_username(), row.user.get_full_name() or str(row.user), row.role)
        for row in sorted(rows, key=lambda row: row.role == Role.POSTMAN)
    }
    return sorted(found.values(), key=lambda each: (each.role != Role.POSTMAN, each.name))


def of_phone(actor: Actor, phone: str) -> list[Pickup]:
    """The pickups of one telephone number that the actor may see, newest first; none for text that is no number."""
    key = phone_hash(phone)
    if key is None:
        return []
    rows = Pickup.objects.visible_to(actor).filter(phone_key=key).select_related("office", "procedure", "unit")
    return list(rows.order_by("-asked_at")[:20])


def open_of_phone(actor: Actor, phone: str) -> list[Pickup]:
    """Those of them that somebody still has to do something about."""
    return [pickup for pickup in of_phone(actor, phone) if pickup.state in OPEN]


def queue(actor: Actor) -> QuerySet[IncompleteIntake]:
    """Dossiers taken in although papers were short, the nearest deadline first."""
    rows = IncompleteIntake.objects.visible_to(actor).filter(state=IntakeState.WAITING)
    return rows.select_related("dossier__procedure", "office").prefetch_related("papers").order_by("due_on", "made_at")
