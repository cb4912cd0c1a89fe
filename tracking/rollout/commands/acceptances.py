"""Acceptance: the province says with a document that a unit has done it, and takes that back."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from delegation.establishment.steps import claim, moment_of
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.documents.models import Attachment
from postal_services.errors import FieldProblem
from postal_services.ids import uuid7
from postal_services.ledger import writer
from tracking.rollout import evidence, policies, steps
from tracking.rollout.evidence.kinds import KINDS
from tracking.rollout.models import Acceptance, Measure, Target
from tracking.rollout.refusals import NotAccepted, NotShownYet
from tracking.rollout.states import ACCEPTANCE, AGAINST_EVIDENCE, AcceptanceState
from tracking.rollout.steps import Aim

ACCEPTED = "accepted_by_province"
"""The kind of evidence that the acceptance itself is."""


@dataclass(frozen=True, slots=True)
class Accepting:
    """The document of an acceptance: number, day and file; words why, where evidence is missing."""

    number: str
    signed_on: date
    document: Attachment | None
    against_words: str = ""


@transaction.atomic(durable=True)
def accept_target(
    *, actor: Actor, aim: Aim, accepting: Accepting, now: datetime | None = None, simulated: bool = False
) -> Acceptance:
    """Accept a unit. A unit that is accepted already stays so by the acceptance that stands, which is given.

    Raises:
        NotShownYet: evidence is missing, and no words say why it is accepted nevertheless.
        Invalid: without a number or a document, or for a document older than the directive.
        InTheFuture: for a document of a day that has not come.
        CodePassedOn: for a document of a day on which another unit bore the code.
    """
    at = now or clock.now()
    target = steps.find_target(aim, clock.day_of(at), Measure.EVIDENCE)
    policies.require_province(actor, target)
    number, words = _sound(accepting, target)
    streams, heads = steps.lock_targets([target], at)
    standing = Acceptance.objects.filter(target=target, state=AcceptanceState.ACCEPTED).first()
    if standing is not None:
        return standing
    assert accepting.document is not None
    happened, flags = moment_of(accepting.signed_on, at)
    steps.require_bore(target, accepting.signed_on)
    unmet = missing(target, clock.day_of(happened))
    if unmet and not words:
        raise NotShownYet(missing=_names(unmet, "vi"), missing_en=_names(unmet, "en"))
    acceptance = Acceptance(
        id=uuid7(),
        target=target,
        state=AcceptanceState.ACCEPTED,
        number=number,
        signed_on=accepting.signed_on,
        document=accepting.document,
        unmet=list(unmet),
        against_words=words if unmet else "",
        accepted_at=at,
        accepted_by_id=actor.user_id,
        simulated=simulated,
    )
    entry = steps.line(
        ACCEPTANCE,
        "accept",
        stream=streams[target.pk],
        subject=acceptance.pk,
        before="",
        after=AcceptanceState.ACCEPTED,
        actor=actor,
        at=happened,
        target=target,
        data={
            "number": number,
            "document": accepting.document.sha256,
            "unmet": list(unmet),
            **claim(accepting.signed_on, flags),
        },
        flags=(*flags, AGAINST_EVIDENCE) if unmet else flags,
        simulated=simulated,
    )
    writer.append(heads, [entry], recorded_at=at)
    acceptance.save(force_insert=True)
    return acceptance


@transaction.atomic(durable=True)
def withdraw_acceptance(
    *, actor: Actor, aim: Aim, reason: str, now: datetime | None = None, simulated: bool = False
) -> Acceptance:
    """Take an acceptance back, with a reason; it counts until today. Raises NotAccepted where none stands."""
    at = now or clock.now()
    target = steps.find_target(aim, clock.day_of(at), Measure.EVIDENCE)
    policies.require_province(actor, target)
    problems: dict[str, list[FieldProblem]] = {}
    words = steps.require_words(problems, "reason", reason, vi="Ghi vì sao rút.", en="Say why.")
    steps.refuse(problems)
    streams, heads = steps.lock_targets([target], at)
    acceptance = Acceptance.objects.filter(target=target, state=AcceptanceState.ACCEPTED).locked().first()
    if acceptance is None:
        raise NotAccepted(name=target.name)
    entry = steps.line(
        ACCEPTANCE,
        "withdraw",
        stream=streams[target.pk],
        subject=acceptance.pk,
        before=acceptance.state,
        after=AcceptanceState.WITHDRAWN,
        actor=actor,
        at=at,
        target=target,
        data={"number": acceptance.number},
        simulated=simulated or acceptance.simulated,
    )
    writer.append(heads, [entry], recorded_at=at)
    acceptance.state, acceptance.withdrawn_at, acceptance.reason = AcceptanceState.WITHDRAWN, at, words
    acceptance.save(update_fields=["state", "withdrawn_at", "reason"])
    return acceptance


def missing(target: Target, day: date) -> tuple[str, ...]:
    """The kinds of evidence, the acceptance itself aside, that a target had not shown by the end of ``day``."""
    progress = evidence.progress(day, directive=target.ask.directive_id, ask=target.ask.number)
    found = progress.target(target.code)
    return tuple(each.key for each in found.missing if each.key != ACCEPTED) if found is not None else ()


def _names(unmet: tuple[str, ...], language: str) -> str:
    """The kinds as people read them."""
    return ", ".join((KINDS[key].en if language == "en" else KINDS[key].vi) for key in unmet)


def _sound(accepting: Accepting, target: Target) -> tuple[str, str]:
    """The number and the words; raises Invalid. Nobody accepts what nobody has asked for yet."""
    problems: dict[str, list[FieldProblem]] = {}
    number = steps.require_number(problems, accepting.number, needed=True)
    words = steps.require_words(problems, "against_words", accepting.against_words)
    steps.require_document(problems, accepting.document)
    issued_on = target.ask.directive.issued_on
    if accepting.signed_on < issued_on:
        vi = f"Văn bản nghiệm thu không thể ký trước ngày ban hành {issued_on:%d/%m/%Y}. Kiểm tra lại ngày."
        en = f"An acceptance cannot be older than the directive of {issued_on:%d/%m/%Y}. Check the day."
        problems["signed_on"] = [FieldProblem("before_directive", vi, en)]
    steps.refuse(problems)
    return number, words
