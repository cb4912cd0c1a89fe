"""A rule set anew by the province: from a day after today, so that no past day is judged again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import FieldProblem, Invalid, NotThere
from postal_services.ids import uuid7
from postal_services.ledger import writer
from tracking.rollout.evidence.kinds import KINDS
from tracking.rollout.evidence.refusals import PastRule, RulesOfProvince, RuleWaits
from tracking.rollout.models import Ask, Rule
from tracking.rollout.rule_lines import STREAM, write_rules

_BASIS = 300


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What a kind of evidence shall need from ``valid_from`` on, and on what that rests."""

    directive: str
    ask: str
    kind: str
    valid_from: date
    basis: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    verified: bool = False


def set_rule(*, actor: Actor, setting: RuleSetting) -> Rule:
    """Set a rule; the one before it ends on the day the new one begins.

    Raises :class:`RulesOfProvince`, ``NotThere``, ``Invalid`` for parameters the kind does not have,
    :class:`PastRule` for a day that is not after today, and :class:`RuleWaits` behind one that is set for later.
    """
    if not actor.is_any((Role.PROVINCE,)):
        raise RulesOfProvince
    with transaction.atomic():
        now = clock.now()
        ask = Ask.objects.filter(directive=setting.directive, number=setting.ask).first()
        if ask is None:
            raise NotThere
        writer.lock([writer.open_stream(STREAM, setting.directive, at=now)])
        _check(setting)
        if setting.valid_from <= clock.day_of(now):
            raise PastRule(day=f"{setting.valid_from:%d/%m/%Y}")
        rules = list(Rule.objects.filter(ask=ask).order_by("valid_from"))
        before = [rule for rule in rules if rule.kind == setting.kind]
        if before and before[-1].valid_from >= setting.valid_from:
            raise RuleWaits(day=f"{before[-1].valid_from:%d/%m/%Y}")
        if before:
            before[-1].valid_to = setting.valid_from
            before[-1].save(update_fields=["valid_to"])
        rule = Rule.objects.create(
            id=uuid7(),
            ask=ask,
            kind=setting.kind,
            position=before[-1].position if before else max((rule.position for rule in rules), default=0) + 1,
            parameters=dict(setting.parameters),
            basis=setting.basis.strip(),
            verified=setting.verified,
            valid_from=setting.valid_from,
        )
        office = min(actor.offices_as(Role.PROVINCE))
        write_rules([(ask, rule)], actor=actor.user_id, office=office, now=now)
    return rule


def _check(setting: RuleSetting) -> None:
    problems: dict[str, list[FieldProblem]] = {}
    kind = KINDS.get(setting.kind)
    if kind is None:
        told = ", ".join(KINDS)
        problem = FieldProblem("unknown_kind", f"Chọn một trong: {told}.", f"One of: {told}.")
        problems["kind"] = [problem]
    else:
        for name, right in kind.faults(setting.parameters):
            vi = f"Cần {right}." if right else "Loại này không có tham số đó."
            en = f"{right} is needed." if right else "This kind has no such parameter."
            problems.setdefault(f"parameters.{name}", []).append(FieldProblem("bad_parameter", vi, en))
    if not 0 < len(setting.basis.strip()) <= _BASIS:
        vi, en = f"Ghi căn cứ, không quá {_BASIS} ký tự.", f"Give the basis, in {_BASIS} characters at most."
        problems["basis"] = [FieldProblem("missing", vi, en)]
    if problems:
        raise Invalid(problems)
