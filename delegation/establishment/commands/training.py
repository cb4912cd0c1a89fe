"""Recording who was trained, with the document that shows it, and withdrawing what turned out to be wrong."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from delegation.establishment import policies, steps
from delegation.establishment.models import Topic, Training
from delegation.establishment.refusals import (
    DocumentMissing,
    NobodyTrained,
    NotStaff,
    TrainingRecorded,
    TrainingWithdrawn,
)
from delegation.establishment.states import TRAINING, TrainingState
from delegation.registry.models import Office, Post
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.models import User
from postal_services.documents.models import Attachment
from postal_services.errors import FieldProblem, Invalid, NotThere
from postal_services.ids import uuid7

MOST_OTHERS = 200
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTraining:
    """A training as it was held: in which offices people work, on which day, about what, who, and the signed list.

    ``people`` have a sign-in; ``others`` are the names of those who have none, and belong to the first office.
    """

    offices: tuple[str, ...]
    on: date
    topic: str
    people: tuple[UUID, ...]
    attachment: UUID | None
    others: tuple[str, ...] = ()


def record_training(actor: Actor, training: NewTraining, *, simulated: bool = False) -> list[Training]:
    """Record one training; see :func:`record_trainings`."""
    return record_trainings(actor, [training], simulated=simulated)[0]


@transaction.atomic(durable=True)
def record_trainings(
    actor: Actor, trainings: Sequence[NewTraining], *, simulated: bool = False
) -> list[list[Training]]:
    """Record trainings, one row for each office that took part; all or nothing, constant statements.

    Everybody on the list must hold a post in one of the offices on that day: what contradicts the ledger is refused by
    name. The same training with the same people stands once, however often it is sent.

    Raises:
        NotThere, NotAllowed: the policy.
        DocumentMissing, NobodyTrained, NotStaff, TrainingRecorded, InTheFuture, OfficeClosed, Invalid.
    """
    now = clock.now()
    offices = steps.offices_by_code(code for each in trainings for code in each.offices)
    documents = _documents(trainings)
    for each in trainings:
        _check(actor, each, [offices[code] for code in each.offices])
    queue = steps.take(offices, now)
    staff = _staff(trainings)
    standing = {
        (row.office_id, row.held_on, row.topic, row.document): row
        for row in Training.objects.filter(office__in=offices, state=TrainingState.RECORDED)
    }
    recorded: list[list[Training]] = []
    fresh: list[Training] = []
    acts: list[steps.Act] = []
    for each in trainings:
        at, flags = steps.moment_of(each.on, now, simulated=simulated)
        rows = []
        for made in _rows(each, documents[_asked(each)], staff, now, simulated=simulated):
            key = made.office_id, made.held_on, made.topic, made.document
            row = standing.setdefault(key, made)
            if row is made:
                fresh.append(made)
                acts.append(_act("record", made, "", at, flags, steps.claim(each.on, flags)))
            elif (row.people, row.others) != (made.people, made.others):
                raise TrainingRecorded
            rows.append(row)
        recorded.append(rows)
    Training.objects.bulk_create(fresh)
    queue.write(actor, acts, now=now, simulated=simulated)
    return recorded


@transaction.atomic(durable=True)
def withdraw_training(
    actor: Actor, training: UUID, *, reason: str, on: date | None = None, simulated: bool = False
) -> Training:
    """Take back the record of one office's training; it counted until then.

    Raises:
        NotThere, NotAllowed: the policy.
        TrainingWithdrawn, Invalid, InTheFuture.
    """
    now = clock.now()
    place = Training.objects.filter(pk=training).values_list("office", flat=True).first()
    if place is None:
        raise NotThere
    policies.require_may_train(actor, steps.offices_by_code([place])[place])
    if not reason.strip():
        raise Invalid({"reason": [FieldProblem("required", "Ghi rõ lý do rút.", "Say why it is withdrawn.")]})
    at, flags = steps.moment_of(on, now, simulated=simulated)
    queue = steps.take([place], now)
    row = Training.objects.locked().get(pk=training)
    if row.state != TrainingState.RECORDED:
        raise TrainingWithdrawn
    row.state, row.reason = TrainingState.WITHDRAWN, reason.strip()
    row.save(update_fields=["state", "reason"])
    act = _act("withdraw", row, TrainingState.RECORDED.value, at, flags, steps.claim(on, flags))
    queue.write(actor, [act], now=now, simulated=simulated)
    return row


def _act(  # noqa: PLR0917  # one line of the ledger
    action: str, row: Training, before: str, at: datetime, flags: tuple[str, ...], claimed: Mapping[str, str]
) -> steps.Act:
    return steps.Act(
        office=row.office_id,
        machine=TRAINING,
        action=action,
        subject=row.pk,
        before=before,
        at=at,
        data={
            "people": [str(person) for person in row.people],
            "others": len(row.other_names),
            "topic": row.topic,
            "document": row.document,
            **claimed,
        },
        flags=flags,
    )


def _rows(
    each: NewTraining,
    document: Attachment,
    staff: Mapping[date, Mapping[str, set[UUID]]],
    now: datetime,
    *,
    simulated: bool,
) -> list[Training]:
    """One row for each office of which somebody took part."""
    session = uuid7()
    rows = []
    for place, code in enumerate(each.offices):
        people = sorted(set(each.people) & staff[each.on].get(code, set()))
        others = "" if place else "\n".join(_names(each.others))
        if people or others:
            rows.append(
                Training(
                    session=session,
                    office_id=code,
                    held_on=each.on,
                    topic=each.topic,
                    people=people,
                    others=others,
                    attachment=document,
                    document=document.sha256,
                    state=TrainingState.RECORDED,
                    simulated=simulated,
                    recorded_at=now,
                )
            )
    return rows


def _staff(trainings: Sequence[NewTraining]) -> dict[date, dict[str, set[UUID]]]:
    """Who held a post in which of the offices on each day; refuses trainings of people who held none."""
    codes = {code for each in trainings for code in each.offices}
    posts = list(Post.objects.filter(office__in=codes))
    held: dict[date, dict[str, set[UUID]]] = {}
    for day in {each.on for each in trainings}:
        on_day: defaultdict[str, set[UUID]] = defaultdict(set)
        for post in posts:
            if post.valid_from <= day and (post.valid_to is None or day < post.valid_to):
                on_day[post.office_id].add(post.user_id)
        held[day] = on_day
    for each in trainings:
        known = set().union(*(held[each.on].get(code, set()) for code in each.offices))
        if strangers := set(each.people) - known:
            names = User.objects.filter(pk__in=strangers).order_by("full_name")
            raise NotStaff(
                day=f"{each.on:%d/%m/%Y}",
                people=", ".join(str(person) for person in names) or "…",
                offices=", ".join(each.offices),
            )
    return held


def _check(actor: Actor, each: NewTraining, offices: Sequence[Office]) -> None:
    for office in offices:
        policies.require_may_train(actor, office)
        steps.require_works(office, each.on)
    names = _names(each.others)
    problems: dict[str, list[FieldProblem]] = {}
    if not offices:
        problems["offices"] = [FieldProblem("required", "Chọn cơ quan.", "Choose an office.")]
    if each.topic not in Topic.values:
        problems["topic"] = [FieldProblem("unknown_topic", "Chọn nội dung trong danh sách.", "Choose a topic.")]
    if len(names) > MOST_OTHERS or any(len(name) > LONGEST_NAME for name in names):
        problems["others"] = [
            FieldProblem("too_long", "Tối đa 200 người, mỗi tên tối đa 120 ký tự.", "At most 200 names of 120 letters.")
        ]
    if problems:
        raise Invalid(problems)
    if not each.people and not names:
        raise NobodyTrained


def _names(others: Sequence[str]) -> list[str]:
    """The names, one a line, without empty ones and repetitions."""
    return list(dict.fromkeys(name for other in others if (name := " ".join(other.split()))))


def _asked(each: NewTraining) -> UUID:
    if each.attachment is None:
        raise DocumentMissing
    return each.attachment


def _documents(trainings: Sequence[NewTraining]) -> dict[UUID, Attachment]:
    wanted = {_asked(each) for each in trainings}
    found = Attachment.objects.in_bulk(wanted)
    if len(found) < len(wanted):
        raise NotThere
    return found
