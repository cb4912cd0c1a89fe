"""Statements: a district says how many cases of a month could have gone by post, and why the others did not."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import FieldProblem
from postal_services.ids import uuid7
from postal_services.ledger import writer
from tracking.measures.keys import Key
from tracking.measures.queries import daily
from tracking.rollout import policies, steps
from tracking.rollout.models import Measure, Statement, Target, WhyNot
from tracking.rollout.refusals import ContradictsLedger, MonthNotOver, ReasonsDoNotAdd
from tracking.rollout.states import STATEMENT, StatementState
from tracking.rollout.steps import Aim

STATERS = (Role.OFFICER,)
"""The committee says what its desk took in; its post office cannot know."""
MOST = 1_000_000
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_FIRST_YEAR, _LAST_YEAR = 2010, 2100


@dataclass(frozen=True, slots=True)
class Stating:
    """What is stated: a month ("2019-10"), how many cases could have gone by post, and why others did not, by code."""

    month: str
    eligible: int
    reasons: Mapping[str, int]


@transaction.atomic(durable=True)
def state_month(
    *, actor: Actor, aim: Aim, stating: Stating, now: datetime | None = None, simulated: bool = False
) -> Statement:
    """State a month, or state it anew: the row says what was said last, the lines keep all of it.

    The same figures twice are one line. Raises:
        Invalid: a month, a figure or a code that cannot be.
        MonthNotOver: the month has not ended.
        CodePassedOn: at its end the code was another unit's.
        ContradictsLedger: the ledger has more cases by post than are said to be eligible.
        ReasonsDoNotAdd: more reasons than cases that did not come by post.
    """
    at = now or clock.now()
    target = steps.find_target(aim, clock.day_of(at), Measure.EVIDENCE)
    policies.require_may_speak(actor, target, STATERS)
    month, reasons = _sound(stating)
    first, last = days_of(month)
    if clock.day_of(at) <= last:
        raise MonthNotOver(month=f"{first:%m/%Y}")
    steps.require_bore(target, last)
    streams, heads = steps.lock_targets([target], at)
    _require_fits(stating.eligible, reasons, by_post(target, first, last), first)
    row = Statement.objects.filter(target=target, month=month).locked().first()
    if row is not None and (row.eligible, row.reasons) == (stating.eligible, reasons):
        return row
    before, action = ("", "state") if row is None else (row.state, "replace")
    row = row or Statement(id=uuid7(), target=target, month=month, state=StatementState.STATED)
    row.eligible, row.reasons, row.stated_at, row.stated_by_id = stating.eligible, reasons, at, actor.user_id
    row.simulated = simulated
    entry = steps.line(
        STATEMENT,
        action,
        stream=streams[target.pk],
        subject=row.pk,
        before=before,
        after=row.state,
        actor=actor,
        at=at,
        target=target,
        data={"month": month, "eligible": row.eligible, "reasons": reasons},
        simulated=simulated,
    )
    writer.append(heads, [entry], recorded_at=at)
    row.save(force_insert=not before)
    return row


def days_of(month: str) -> tuple[date, date]:
    """The first and the last day of a month written ``2019-10``."""
    year, number = int(month[:4]), int(month[5:])
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def by_post(target: Target, first: date, last: date) -> int:
    """How many cases of a committee the ledger has from one day to another, both included."""
    if target.office_id is None:
        return 0
    return daily([target.office_id], [Key.LODGED], last).between(target.office_id, Key.LODGED, first, last)


def _sound(stating: Stating) -> tuple[str, dict[str, int]]:
    """The month, and the reasons that are not nought; raises Invalid."""
    problems: dict[str, list[FieldProblem]] = {}
    match = _MONTH.fullmatch(stating.month.strip())
    if match is None or not _FIRST_YEAR <= int(match[1]) <= _LAST_YEAR:
        vi, en = "Tháng phải có dạng 2019-10.", "The month must look like 2019-10."
        problems["month"] = [FieldProblem("not_a_month", vi, en)]
    if not 0 <= stating.eligible <= MOST:
        problems["eligible"] = [_not_a_number()]
    for code, count in stating.reasons.items():
        if code not in WhyNot.values:
            vi, en = "Chọn lý do trong danh sách.", "Choose the reason from the list."
            problems["reasons"] = [FieldProblem("unknown_reason", vi, en)]
        elif not 0 <= count <= MOST:
            problems["reasons"] = [_not_a_number()]
    steps.refuse(problems)
    return stating.month.strip(), {code: count for code, count in sorted(stating.reasons.items()) if count}


def _not_a_number() -> FieldProblem:
    return FieldProblem("out_of_range", f"Ghi số từ 0 đến {MOST}.", f"Give a number from 0 to {MOST}.")


def _require_fits(eligible: int, reasons: Mapping[str, int], posted: int, month: date) -> None:
    if eligible < posted:
        raise ContradictsLedger(by_post=posted, month=f"{month:%m/%Y}", eligible=eligible)
    if sum(reasons.values()) > eligible - posted:
        raise ReasonsDoNotAdd(sum=sum(reasons.values()), rest=eligible - posted)
