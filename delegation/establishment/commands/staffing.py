"""Appointing people to offices and relieving them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from delegation.establishment import policies, steps
from delegation.establishment.refusals import (
    AlreadyAppointed,
    AppointmentEnded,
    OfficeClosed,
    OwnAppointment,
    PersonUnknown,
    UsernameTaken,
)
from delegation.establishment.states import APPOINTMENT, AppointmentState
from delegation.registry.models import Office, Post
from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.accounts.keys import new_code
from postal_services.accounts.models import User
from postal_services.errors import FieldProblem, Invalid, NotThere

AHEAD = timedelta(days=366)
"""How far ahead an appointment may be recorded."""
LONGEST_NAME = 120
_username = UnicodeUsernameValidator()


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointing:
    """Who shall hold which role in which office, from a day, and up to (not on) ``valid_to`` where that is known.

    The person is named by ``user``, or by ``username``; with ``full_name`` a sign-in of that name is made first.
    """

    office: str
    role: Role
    valid_from: date
    valid_to: date | None = None
    user: UUID | None = None
    username: str = ""
    full_name: str = ""


@dataclass(frozen=True, slots=True)
class Appointed:
    """The post as it stands; ``password`` is that of a new sign-in, shown once, else empty."""

    post: Post
    password: str = ""


def appoint(actor: Actor, appointing: Appointing, *, simulated: bool = False) -> Appointed:
    """Appoint one person; see :func:`appoint_many`."""
    return appoint_many(actor, [appointing], simulated=simulated)[0]


@transaction.atomic(durable=True)
def appoint_many(actor: Actor, appointings: Sequence[Appointing], *, simulated: bool = False) -> list[Appointed]:
    """Appoint people, all or nobody; a handful of statements, whatever their number.

    An appointment that stands already, with the same days, is given back and nothing is written about it. People who
    are made up (``simulated``) cannot sign in.

    Raises:
        NotThere, NotAllowed, RoleNotForOffice: the policy.
        OwnAppointment, PersonUnknown, UsernameTaken, AlreadyAppointed, OfficeClosed, Invalid.
    """
    now = clock.now()
    offices = steps.offices_by_code(each.office for each in appointings)
    for each in appointings:
        policies.require_may_give(actor, offices[each.office], each.role)
    queue = steps.take(offices, now)
    offices = steps.offices_by_code(offices)
    for each in appointings:
        _check_days(each, offices[each.office], clock.day_of(now))
    people, passwords = _people(appointings, simulated=simulated)
    held = _held(offices, people)
    appointed: list[Appointed] = []
    fresh: list[Post] = []
    acts: list[steps.Act] = []
    for each, person in zip(appointings, people, strict=True):
        if person.pk == actor.user_id:
            raise OwnAppointment
        standing = _standing(each, person, held[person.pk, each.office, each.role])
        if standing is None:
            standing = Post(
                user=person, office_id=each.office, role=each.role, valid_from=each.valid_from, valid_to=each.valid_to
            )
            held[person.pk, each.office, each.role].append(standing)
            fresh.append(standing)
            acts.append(_appointing_act(standing, *_moment(each.valid_from, now, simulated=simulated)))
        appointed.append(Appointed(standing, passwords.get(person.username, "")))
    Post.objects.bulk_create(fresh)
    queue.write(actor, acts, now=now, simulated=simulated)
    return appointed


@transaction.atomic(durable=True)
def relieve(actor: Actor, post: UUID, *, until: date, simulated: bool = False) -> Post:
    """End an appointment: ``until`` is the first day on which the person no longer holds it, today at the latest.

    An appointment that is ended on or before its own first day was a mistake: it was never held, and its row goes.

    Raises:
        NotThere, NotAllowed, OwnAppointment: the policy.
        AppointmentEnded (also where somebody ended it on a later day), InTheFuture.
    """
    now = clock.now()
    place = Post.objects.filter(pk=post).values_list("office", flat=True).first()
    if place is None:
        raise NotThere
    office = steps.offices_by_code([place])[place]
    policies.require_may_govern(actor, office)
    at, flags = steps.moment_of(until, now, simulated=simulated)
    queue = steps.take([place], now)
    held = Post.objects.select_for_update(of=("self",)).select_related("user").filter(pk=post).first()
    if held is None or (held.valid_to is not None and held.valid_to <= until) or queue.is_ended(post):
        raise AppointmentEnded
    if held.user_id == actor.user_id:
        raise OwnAppointment
    policies.require_may_give(actor, office, Role(held.role))
    act = steps.Act(
        office=place,
        machine=APPOINTMENT,
        action="relieve",
        subject=held.pk,
        before=AppointmentState.HELD.value,
        at=at,
        data={**steps.post_facts(held), "to": until.isoformat(), **steps.claim(until, flags)},
        flags=flags,
    )
    acts = [*queue.adopted_posts([held], now), act]
    if until <= held.valid_from:
        Post.objects.filter(pk=post).delete()
    else:
        held.valid_to = until
        held.save(update_fields=["valid_to"])
    queue.write(actor, acts, now=now, simulated=simulated)
    return held


def _check_days(each: Appointing, office: Office, today: date) -> None:
    steps.require_works(office, each.valid_from)
    if office.valid_to is not None and (each.valid_to is None or each.valid_to > office.valid_to):
        raise OfficeClosed(office=office.name, day=f"{office.valid_to:%d/%m/%Y}")
    problems: dict[str, list[FieldProblem]] = {}
    if each.valid_from > today + AHEAD:
        problems["valid_from"] = [
            FieldProblem(
                "date_out_of_range",
                "Chỉ ghi trước được tối đa một năm.",
                "An appointment is recorded at most a year ahead.",
            )
        ]
    if each.valid_to is not None and each.valid_to <= each.valid_from:
        problems["valid_to"] = [
            FieldProblem("before_start", "Ngày kết thúc phải sau ngày bắt đầu.", "It must end after it starts.")
        ]
    if problems:
        raise Invalid(problems)


def _moment(valid_from: date, now: datetime, *, simulated: bool) -> tuple[datetime, tuple[str, ...]]:
    """An appointment that begins later is a fact of today."""
    return steps.moment_of(min(valid_from, clock.day_of(now)), now, simulated=simulated)


def _appointing_act(post: Post, at: datetime, flags: tuple[str, ...]) -> steps.Act:
    return steps.Act(
        office=post.office_id,
        machine=APPOINTMENT,
        action="appoint",
        subject=post.pk,
        before="",
        at=at,
        data={**steps.post_facts(post), **steps.claim(post.valid_from, flags)},
        flags=flags,
    )


def _held(offices: dict[str, Office], people: Sequence[User]) -> defaultdict[tuple[UUID, str, str], list[Post]]:
    """What the people hold, held or will hold in the offices, by person, office and role."""
    found: defaultdict[tuple[UUID, str, str], list[Post]] = defaultdict(list)
    for post in Post.objects.filter(office__in=offices, user__in={person.pk for person in people}):
        found[post.user_id, post.office_id, post.role].append(post)
    return found


def _standing(each: Appointing, person: User, held: Sequence[Post]) -> Post | None:
    """The same appointment where it stands already; raises AlreadyAppointed when another one is in its way."""
    end = each.valid_to or date.max
    for post in held:
        if (post.valid_from, post.valid_to) == (each.valid_from, each.valid_to):
            return post
        if post.valid_from < end and each.valid_from < (post.valid_to or date.max):
            raise AlreadyAppointed(
                person=person, role=Role(each.role).label, office=each.office, since=f"{post.valid_from:%d/%m/%Y}"
            )
    return None


def _people(appointings: Sequence[Appointing], *, simulated: bool) -> tuple[list[User], dict[str, str]]:
    """Who is meant by each appointment, and the passwords of those who get a sign-in now, by username."""
    known = {user.pk: user for user in User.objects.filter(pk__in=[each.user for each in appointings if each.user])}
    named = {each.username for each in appointings if not each.user}
    by_name = {user.username: user for user in User.objects.filter(username__in=named)}
    fresh: dict[str, User] = {}
    passwords: dict[str, str] = {}
    people: list[User] = []
    for each in appointings:
        person = known.get(each.user) if each.user else by_name.get(each.username) or fresh.get(each.username)
        if person is not None and each.full_name and person.full_name != each.full_name:
            raise UsernameTaken(username=each.username)
        if person is None and each.full_name and not each.user:
            person, password = _new_person(each, simulated=simulated)
            fresh[each.username] = person
            passwords.update({each.username: password} if password else {})
        if person is None or not person.is_active:
            raise PersonUnknown(username=each.username or "…")
        people.append(person)
    try:
        with transaction.atomic():
            User.objects.bulk_create(fresh.values())
    except IntegrityError as taken:
        raise UsernameTaken(username=", ".join(sorted(fresh))) from taken
    return people, passwords


def _new_person(each: Appointing, *, simulated: bool) -> tuple[User, str]:
    """A sign-in with a password to be told once; made-up people get none."""
    problems: dict[str, list[FieldProblem]] = {}
    try:
        _username(each.username)
    except ValidationError:
        problems["username"] = [
            FieldProblem(
                "invalid_username",
                "Tên đăng nhập chỉ gồm chữ, số và các dấu @ . + - _, không có dấu cách.",
                "A username has letters, digits and @ . + - _ only, no spaces.",
            )
        ]
    if len(each.full_name) > LONGEST_NAME or len(each.username) > LONGEST_NAME:
        problems["full_name"] = [FieldProblem("too_long", "Tên dài quá 120 ký tự.", "The name is too long.")]
    if problems:
        raise Invalid(problems)
    person = User(username=each.username, full_name=each.full_name)
    password = "" if simulated else new_code()
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    return person, password
