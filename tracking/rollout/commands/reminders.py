"""Reminders: the province tells units what is missing, each thing once a week, whoever presses the button how often."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, NotThere
from postal_services.ids import uuid7
from postal_services.ledger import writer
from tracking.rollout import policies, steps
from tracking.rollout.evidence.kinds import KEYS
from tracking.rollout.models import Reminder, Target
from tracking.rollout.states import REMINDER, ReminderState

MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Reminding:
    """Whom the province reminds (codes of targets of one ask), and about which kind of evidence; empty: all of it."""

    directive: str
    ask: str
    codes: tuple[str, ...]
    about: str = ""


@dataclass(frozen=True, slots=True)
class Reminded:
    """What came of it: reminders that went out now, and those that had gone out this week already."""

    sent: tuple[Reminder, ...]
    before: tuple[Reminder, ...]


@transaction.atomic(durable=True)
def send_reminders(
    *, actor: Actor, reminding: Reminding, now: datetime | None = None, simulated: bool = False
) -> Reminded:
    """Remind some units about one thing; about seven statements whatever their number.

    One reminder goes out for a unit, a thing and an ISO week. Raises UnitNotThen or NotThere for a code that is not
    asked today, and then reminds nobody.
    """
    at = now or clock.now()
    targets = _targets(actor, reminding, at)
    streams, heads = steps.lock_targets(targets, at)
    period = week_of(clock.day_of(at))
    rows = Reminder.objects.filter(target__in=[target.pk for target in targets], about=reminding.about, period=period)
    before = {row.target_id: row for row in rows}
    fresh = [target for target in targets if target.pk not in before]
    sent = [
        Reminder(
            id=uuid7(),
            target=target,
            about=reminding.about,
            period=period,
            state=ReminderState.SENT,
            sent_at=at,
            sent_by_id=actor.user_id,
            simulated=simulated,
        )
        for target in fresh
    ]
    entries = [_line(row, "send", "", actor, streams) for row in sent]
    writer.append(heads, entries, recorded_at=at)
    Reminder.objects.bulk_create(sent)
    return Reminded(tuple(sent), tuple(before.values()))


@transaction.atomic(durable=True)
def dismiss_reminder(*, actor: Actor, reminder: UUID, now: datetime | None = None) -> Reminder:
    """Put a reminder away from the desk of the unit; it stays in the ledger. Twice is once."""
    at = now or clock.now()
    seen = Reminder.objects.visible_to(actor).filter(pk=reminder).select_related("target__ask").first()
    if seen is None:
        raise NotThere
    streams, heads = steps.lock_targets([seen.target], at)
    rows = Reminder.objects.filter(pk=seen.pk).locked()
    row = rows.select_related("target__ask", "target__unit__parent", "target__office").get()
    policies.require_may_speak(actor, row.target)
    if row.state == ReminderState.DISMISSED:
        return row
    row.state, row.dismissed_at = ReminderState.DISMISSED, at
    entry = _line(row, "dismiss", ReminderState.SENT, actor, streams)
    writer.append(heads, [entry], recorded_at=at)
    row.save(update_fields=["state", "dismissed_at"])
    return row


def week_of(day: date) -> str:
    """The ISO week of a day, ``2019-W32``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def _targets(actor: Actor, reminding: Reminding, at: datetime) -> list[Target]:
    problems: dict[str, list[FieldProblem]] = {}
    codes = sorted(set(reminding.codes))
    if not codes or len(codes) > MOST_AT_ONCE:
        vi, en = f"Chọn từ 1 đến {MOST_AT_ONCE} đơn vị.", f"Choose 1 to {MOST_AT_ONCE} units."
        problems["codes"] = [FieldProblem("out_of_range", vi, en)]
    if reminding.about and reminding.about not in KEYS:
        vi, en = "Chọn minh chứng trong danh sách, hoặc bỏ trống.", "Choose a kind of evidence, or none."
        problems["about"] = [FieldProblem("unknown_evidence", vi, en)]
    steps.refuse(problems)
    day = clock.day_of(at)
    if "\x00" in "".join((reminding.directive, reminding.ask, *codes)):
        raise NotThere
    found = steps.find_targets(reminding.directive, reminding.ask, codes, day)
    for code in codes:
        if code not in found:
            raise steps.unknown(steps.Aim(reminding.directive, reminding.ask, code), day)
        policies.require_province(actor, found[code])
    return list(found.values())


def _line(row: Reminder, action: str, before: str, actor: Actor, streams: Mapping[UUID, UUID]) -> writer.Entry:
    return steps.line(
        REMINDER,
        action,
        stream=streams[row.target_id],
        subject=row.pk,
        before=before,
        after=row.state,
        actor=actor,
        at=row.dismissed_at or row.sent_at,
        target=row.target,
        data={"about": row.about, "period": row.period},
        simulated=row.simulated,
    )
