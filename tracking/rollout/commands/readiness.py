"""Readiness of communes for the one-stop software: declared one by one or by list, and withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from delegation.establishment.steps import claim, moment_of
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.documents.models import Attachment
from postal_services.errors import FieldProblem, Invalid
from postal_services.ids import uuid7
from postal_services.ledger import writer
from tracking.rollout import policies, steps
from tracking.rollout.models import Measure, Readiness, Target
from tracking.rollout.refusals import NotReady
from tracking.rollout.states import READINESS, ReadinessState
from tracking.rollout.steps import Aim


@dataclass(frozen=True, slots=True)
class Declaring:
    """The document of a declaration: since when the communes are ready, number (may be empty) and file."""

    document: Attachment | None
    ready_on: date | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune of a list: its code, and a day of its own where it has one."""

    code: str
    ready_on: date | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """What came of it: declarations made now, and those that stood already."""

    made: tuple[Readiness, ...]
    before: tuple[Readiness, ...]


@transaction.atomic(durable=True)
def declare_ready(
    *,
    actor: Actor,
    directive: str,
    ask: str,
    communes: Sequence[Commune],
    declaring: Declaring,
    now: datetime | None = None,
    simulated: bool = False,
) -> Declared:
    """Declare communes ready, all or none; about eight statements whatever their number.

    A district declares its communes, the province all. One that is declared already stays so. A commune has to be
    asked on the day from which it is said to be ready: UnitNotThen names the first that was not; and on the day on
    which that counts, which is today where it is said late: CodePassedOn where its code is another unit's by then.
    """
    at = now or clock.now()
    number = _sound(communes, declaring)
    targets = _targets(actor, Aim(directive, ask, ""), communes, declaring, at)
    streams, heads = steps.lock_targets([target for target, _ in targets], at)
    rows = Readiness.objects.filter(target__in=[target.pk for target, _ in targets], state=ReadinessState.READY)
    before = {row.target_id: row for row in rows}
    made, entries = [], []
    assert declaring.document is not None
    for target, ready_on in targets:
        if target.pk in before:
            continue
        happened, flags = moment_of(ready_on, at)
        row = Readiness(
            id=uuid7(),
            target=target,
            state=ReadinessState.READY,
            ready_on=ready_on,
            number=number,
            document=declaring.document,
            declared_at=at,
            declared_by_id=actor.user_id,
            simulated=simulated,
        )
        made.append(row)
        entries.append(
            steps.line(
                READINESS,
                "declare",
                stream=streams[target.pk],
                subject=row.pk,
                before="",
                after=row.state,
                actor=actor,
                at=happened,
                target=target,
                data={"number": number, "document": declaring.document.sha256, **claim(ready_on, flags)},
                flags=flags,
                simulated=simulated,
            )
        )
    writer.append(heads, entries, recorded_at=at)
    Readiness.objects.bulk_create(made)
    return Declared(tuple(made), tuple(before.values()))


def require_may_declare(
    *, actor: Actor, directive: str, ask: str, communes: Sequence[Commune], ready_on: date | None = None
) -> None:
    """Ask, before a document is taken in, whether the actor may declare these communes; raises as ``declare_ready``."""
    _targets(actor, Aim(directive, ask, ""), communes, Declaring(None, ready_on), clock.now())


@transaction.atomic(durable=True)
def withdraw_readiness(
    *, actor: Actor, aim: Aim, reason: str, now: datetime | None = None, simulated: bool = False
) -> Readiness:
    """Say that a commune is no longer ready, with a reason. Raises NotReady where no declaration stands."""
    at = now or clock.now()
    target = steps.find_target(aim, clock.day_of(at), Measure.READINESS)
    policies.require_may_declare(actor, target)
    problems: dict[str, list[FieldProblem]] = {}
    words = steps.require_words(problems, "reason", reason, vi="Ghi vì sao rút.", en="Say why.")
    steps.refuse(problems)
    streams, heads = steps.lock_targets([target], at)
    row = Readiness.objects.filter(target=target, state=ReadinessState.READY).locked().first()
    if row is None:
        raise NotReady(name=target.name)
    entry = steps.line(
        READINESS,
        "withdraw",
        stream=streams[target.pk],
        subject=row.pk,
        before=row.state,
        after=ReadinessState.WITHDRAWN,
        actor=actor,
        at=at,
        target=target,
        simulated=simulated or row.simulated,
    )
    writer.append(heads, [entry], recorded_at=at)
    row.state, row.withdrawn_at, row.reason = ReadinessState.WITHDRAWN, at, words
    row.save(update_fields=["state", "withdrawn_at", "reason"])
    return row


def _sound(communes: Sequence[Commune], declaring: Declaring) -> str:
    """The number of the document; raises Invalid."""
    problems: dict[str, list[FieldProblem]] = {}
    number = steps.require_number(problems, declaring.number, needed=False)
    steps.require_document(problems, declaring.document)
    if not communes:
        problems["communes"] = [FieldProblem("required", "Chọn ít nhất một xã.", "Choose at least one commune.")]
    if len({commune.code for commune in communes}) < len(communes):
        problems["communes"] = [FieldProblem("twice", "Một xã có hai dòng.", "A commune is listed twice.")]
    steps.refuse(problems)
    return number


def _targets(
    actor: Actor, aim: Aim, communes: Sequence[Commune], declaring: Declaring, at: datetime
) -> list[tuple[Target, date]]:
    """The targets with the day of each; a query for each day. Raises UnitNotThen, or what policies raise."""
    by_day: dict[date, list[str]] = {}
    for commune in communes:
        by_day.setdefault(commune.ready_on or declaring.ready_on or clock.day_of(at), []).append(commune.code)
    found: list[tuple[Target, date]] = []
    for day, codes in by_day.items():
        counts, _ = moment_of(day, at)  # a day that has not come is refused before anything is looked up
        asked = _asked(actor, aim, codes, day)
        for target in asked:
            steps.require_bore(target, clock.day_of(counts))
        found += [(target, day) for target in asked]
    return sorted(found, key=lambda pair: pair[0].code)


def _asked(actor: Actor, aim: Aim, codes: Sequence[str], day: date) -> list[Target]:
    if any("\x00" in text for text in (aim.stream, *codes)):
        problem = FieldProblem("unknown_commune", "Không có xã này.", "There is no such commune.")
        raise Invalid({"communes": [problem]})
    asked = steps.find_targets(aim.directive, aim.ask, codes, day)
    for code in codes:
        if code not in asked:
            raise steps.unknown(Aim(aim.directive, aim.ask, code), day)
        steps.require_measure(asked[code], Measure.READINESS)
        policies.require_may_declare(actor, asked[code])
    return [asked[code] for code in codes]
