"""What an office had to work with on a day, as the lines of its stream tell."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from delegation.establishment.models import Publication, Topic, Training
from delegation.establishment.states import (
    APPOINTMENT,
    DEVICE,
    OPENING,
    PUBLICATION,
    STREAM_KIND,
    TRAINING,
    AppointmentState,
    DeviceState,
    OpeningState,
    PublicationState,
    TrainingState,
)
from delegation.registry.models import Office, Procedure
from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.models import Device, User


@dataclass(frozen=True, slots=True)
class Stand:
    """How something of an office stood at the end of a day: its last line by then, and when its first one happened.

    ``seq`` is the last line's number in the office's stream.
    """

    office: str
    machine: str
    subject: UUID
    state: str
    data: Mapping[str, Any]
    flags: tuple[str, ...]
    first_at: datetime
    last_at: datetime
    seq: int


_STANDS = """
SELECT s.code, l.machine, l.subject, l.to_state, l.data, l.flags, l.first_at, l.occurred_at, l.seq
  FROM ledger_stream s
 CROSS JOIN LATERAL (
       SELECT DISTINCT ON (machine, subject) machine, subject, to_state, data, flags, occurred_at, seq,
              min(occurred_at) OVER (PARTITION BY machine, subject) AS first_at
         FROM ledger_line WHERE stream_id = s.id AND occurred_at < %s
        ORDER BY machine, subject, seq DESC) l
 WHERE s.kind = %s AND s.code = ANY(%s)
 ORDER BY s.code, l.machine, l.first_at, l.subject
"""


def stands(offices: Iterable[str], as_of: date) -> list[Stand]:
    """How everything of the offices stood at the end of ``as_of`` (Vietnam); one statement.

    A fact counts on the day it occurred, so this is the same whether the ledger ends on that day or goes on.
    """
    edge = datetime.combine(as_of + timedelta(days=1), time(), clock.VN)
    with connection.cursor() as cursor:
        cursor.execute(_STANDS, [edge, STREAM_KIND, sorted(set(offices))])
        return [
            Stand(office, machine, subject, state, json.loads(data), tuple(flags), first_at, last_at, seq)
            for office, machine, subject, state, data, flags, first_at, last_at, seq in cursor.fetchall()
        ]


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who held a post."""

    post: UUID
    user: UUID
    name: str
    role: Role
    since: date
    until: date | None
    """The first day on which it is no longer held, where that is known."""
    flags: tuple[str, ...] = ()

    @property
    def role_name(self) -> str:
        """The role as it stands on screens."""
        return str(self.role.label)


@dataclass(frozen=True, slots=True)
class EnrolledDevice:
    """A device that was in use."""

    device: UUID
    label: str
    since: date
    last_seen_at: datetime | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PublishedProcedure:
    """A procedure that stood announced; days are working days."""

    publication: UUID
    procedure: str
    name: str
    posted_days: int
    regulated_days: int
    since: date
    document_number: str
    attachment: UUID | None
    url: str
    flags: tuple[str, ...] = ()

    @property
    def is_longer(self) -> bool:
        """Whether more days are promised than the procedure allows."""
        return self.posted_days > self.regulated_days


@dataclass(frozen=True, slots=True)
class HeldTraining:
    """A training that stood recorded; ``others`` took part without a sign-in."""

    training: UUID
    topic: str
    on: date
    people: tuple[UUID, ...]
    others: int
    attachment: UUID
    flags: tuple[str, ...] = ()

    @property
    def topic_name(self) -> str:
        """The topic as it stands on screens."""
        return str(Topic(self.topic).label)

    @property
    def size(self) -> int:
        """How many took part."""
        return len(self.people) + self.others


@dataclass(frozen=True, slots=True)
class Establishment:
    """What stood ready in an office at the end of a day."""

    office: Office
    as_of: date
    is_open: bool
    people: tuple[StaffMember, ...]
    devices: tuple[EnrolledDevice, ...]
    procedures: tuple[PublishedProcedure, ...]
    trainings: tuple[HeldTraining, ...]

    @property
    def trained(self) -> frozenset[UUID]:
        """Who of the people then in the office had been trained in anything."""
        staff = {person.user for person in self.people}
        return frozenset(staff & {user for training in self.trainings for user in training.people})

    def count(self, *roles: Role) -> int:
        """How many held one of ``roles``."""
        return len({person.user for person in self.people if person.role in roles})


def establishments(offices: Sequence[Office], as_of: date) -> list[Establishment]:
    """What stood ready in each office at the end of ``as_of``; five statements, whatever their number."""
    by_office: dict[str, list[Stand]] = {office.code: [] for office in offices}
    for stand in stands(by_office, as_of):
        by_office[stand.office].append(stand)
    every = [stand for group in by_office.values() for stand in group]
    names = _Names.of(every)
    return [_establishment(office, as_of, by_office[office.code], names) for office in offices]


def establishment(office: Office, as_of: date) -> Establishment:
    """What stood ready in one office."""
    return establishments([office], as_of)[0]


def seen_by(actor: Actor) -> list[Office]:
    """The offices whose establishment the actor may see, the desks and post offices first; with units.

    The province and administrators: all desks and post offices of districts. Others: their own, those below the post
    offices they supervise, and, at a committee's desk, those of its district.
    """
    rows = Office.objects.valid_on(clock.today()).select_related("unit__parent", "parent").order_by("code")
    if actor.is_any((Role.ADMIN, Role.PROVINCE)):
        return list(rows.exclude(kind__in=["commune_post", "counter"]))
    desks = {post.unit for post in actor.appointments if post.role in {Role.OFFICER, Role.SUPERVISOR}}
    return list(
        rows.filter(
            Q(code__in=actor.offices)
            | Q(code__in=[f"BC-{unit}" for unit in desks])
            | Q(parent__in=actor.offices_as(Role.SUPERVISOR), kind__in=["commune_post", "counter"])
        )
    )


def below(office: Office, on: date) -> list[Office]:
    """The commune post offices and counters below a post office, or of a committee's district, on a day."""
    district = office.unit.district
    code = district.code if district else ""
    under = Q(parent=office) if office.is_post else Q(unit__parent__code=code) | Q(parent__unit__code=code)
    rows = Office.objects.valid_on(on).filter(under, kind__in=["commune_post", "counter"])
    return list(rows.select_related("unit__parent").order_by("code"))


@dataclass(frozen=True, slots=True)
class _Names:
    """What the lines leave to the rows."""

    people: Mapping[UUID, User]
    devices: Mapping[UUID, Device]
    procedures: Mapping[str, Procedure]
    publications: Mapping[UUID, Publication]
    trainings: Mapping[UUID, Training]

    @classmethod
    def of(cls, every: Sequence[Stand]) -> "_Names":
        """Five statements at most."""
        subjects: dict[str, set[UUID]] = {}
        for stand in every:
            subjects.setdefault(stand.machine, set()).add(stand.subject)
        users = {UUID(stand.data["user"]) for stand in every if stand.machine == APPOINTMENT}
        codes = {stand.data["procedure"] for stand in every if stand.machine == PUBLICATION}
        return cls(
            User.objects.in_bulk(users) if users else {},
            Device.objects.in_bulk(subjects[DEVICE]) if DEVICE in subjects else {},
            Procedure.objects.in_bulk(codes) if codes else {},
            Publication.objects.in_bulk(subjects[PUBLICATION]) if codes else {},
            Training.objects.in_bulk(subjects[TRAINING]) if TRAINING in subjects else {},
        )


def _establishment(office: Office, as_of: date, group: Sequence[Stand], names: _Names) -> Establishment:
    by_machine: dict[str, list[Stand]] = {}
    for stand in group:
        by_machine.setdefault(stand.machine, []).append(stand)
    opening = by_machine.get(OPENING, [])
    return Establishment(
        office=office,
        as_of=as_of,
        is_open=any(stand.state == OpeningState.OPEN for stand in opening),
        people=tuple(
            sorted(
                _people(by_machine.get(APPOINTMENT, []), as_of, names),
                key=lambda each: (list(Role).index(each.role), each.name),
            )
        ),
        devices=tuple(
            EnrolledDevice(
                stand.subject,
                names.devices[stand.subject].label,
                clock.day_of(stand.first_at),
                names.devices[stand.subject].last_seen_at,
                stand.flags,
            )
            for stand in by_machine.get(DEVICE, [])
            if stand.state == DeviceState.IN_USE and stand.subject in names.devices
        ),
        procedures=tuple(
            sorted(
                (
                    _procedure(stand, names)
                    for stand in by_machine.get(PUBLICATION, [])
                    if stand.state == PublicationState.PUBLISHED
                ),
                key=lambda each: each.procedure,
            )
        ),
        trainings=tuple(
            sorted(
                (
                    _training(stand, names)
                    for stand in by_machine.get(TRAINING, [])
                    if stand.state == TrainingState.RECORDED
                ),
                key=lambda each: each.on,
                reverse=True,
            )
        ),
    )


def _people(group: Iterable[Stand], as_of: date, names: _Names) -> Iterable[StaffMember]:
    """Appointments that had begun and not yet ended."""
    for stand in group:
        since, end = date.fromisoformat(stand.data["from"]), stand.data.get("to")
        until = date.fromisoformat(end) if end else None
        if stand.state != AppointmentState.HELD or since > as_of or (until is not None and until <= as_of):
            continue
        user = UUID(stand.data["user"])
        person = names.people.get(user)
        yield StaffMember(stand.subject, user, str(person or "…"), Role(stand.data["role"]), since, until, stand.flags)


def _procedure(stand: Stand, names: _Names) -> PublishedProcedure:
    """Days as the line has them; number, file and address as the row has them now."""
    row = names.publications[stand.subject]
    code = stand.data["procedure"]
    return PublishedProcedure(
        publication=stand.subject,
        procedure=code,
        name=names.procedures[code].name if code in names.procedures else code,
        posted_days=stand.data["posted_days"],
        regulated_days=stand.data["regulated_days"],
        since=clock.day_of(stand.first_at),
        document_number=row.document_number,
        attachment=row.attachment_id,
        url=row.url,
        flags=stand.flags,
    )


def _training(stand: Stand, names: _Names) -> HeldTraining:
    row = names.trainings[stand.subject]
    return HeldTraining(
        training=stand.subject,
        topic=stand.data["topic"],
        on=row.held_on,
        people=tuple(UUID(person) for person in stand.data["people"]),
        others=stand.data["others"],
        attachment=row.attachment_id,
        flags=stand.flags,
    )
