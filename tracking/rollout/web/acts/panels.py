"""What the acts put on the home desk: what is missing, reminders, and obstacles on both sides."""

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.web.desk import Panel, Row, first_of
from postal_services.web.formats import vn_date
from tracking.rollout import policies
from tracking.rollout.evidence import Evidence, progress
from tracking.rollout.evidence.kinds import KINDS
from tracking.rollout.models import Measure, Obstacle, Reminder, Target
from tracking.rollout.models.scoping import units_spoken_for
from tracking.rollout.states import STANDING, ObstacleState, ReminderState
from tracking.rollout.web.acts.doing import sheet_of
from tracking.rollout.web.acts.links import doing

_FIRST = 5


def theirs(actor: Actor) -> Panel | None:
    """A place for what concerns the actor's unit; it is reckoned after the desk is shown (:func:`in_full`)."""
    if not policies.may_see_obstacles(actor) and not units_spoken_for(actor):
        return None
    return Panel(
        title="Triển khai",
        rows=(),
        total=0,
        href=reverse("rollout:mine"),
        link="Xem còn thiếu gì",
        icon="list",
        none="Còn thiếu gì, tỉnh nhắc gì, vướng mắc nào đang chờ.",
        later=reverse("rollout:mine"),
    )


def in_full(actor: Actor) -> list[Panel]:
    """What the province reminded of, what is missing and which obstacles wait, as far as there is something."""
    return [panel for panel in (reminders(actor), missing(actor), obstacles(actor)) if panel is not None]


def missing(actor: Actor) -> Panel | None:
    """What the actor's own unit has not shown, each with the page that does it."""
    rows: list[Row] = []
    href = ""
    for target, lacking in _lacking(actor):
        href = href or sheet_of(target)
        rows += [
            Row(each.name(), doing(actor, target, each.key), note=each.why(), aside=_lost(each)) for each in lacking
        ]
    if not href:
        return None
    return Panel(
        title="Còn thiếu gì",
        rows=rows,
        total=len(rows),
        href=href,
        link="Mở trang của đơn vị",
        icon="list",
        none="Đơn vị đã đủ minh chứng.",
    )


def _lost(each: Evidence) -> str:
    """Since when something that was shown no longer is."""
    return f"mất từ {vn_date(each.lost_on)}" if each.lost_on else ""


def _lacking(actor: Actor) -> list[tuple[Target, Sequence[Evidence]]]:
    """The actor's targets that are judged by evidence, with what is missing today."""
    units = units_spoken_for(actor)
    if not units or policies.is_province(actor):
        return []
    today = clock.today()
    targets = Target.objects.valid_on(today).filter(ask__measure=Measure.EVIDENCE, unit__code__in=units)
    found: list[tuple[Target, Sequence[Evidence]]] = []
    for target in targets.select_related("ask", "unit__parent", "office").order_by("ask__directive", "code"):
        seen = progress(today, directive=target.ask.directive_id, ask=target.ask.number).target(target.code)
        if seen is not None and seen.evidence:
            found.append((target, seen.missing))
    return found


def standing_reminders(actor: Actor) -> list[tuple[Reminder, str]]:
    """Reminders on the actor's desk whose matter is still missing, the newest first, with the page that does it."""
    if policies.is_province(actor) or not units_spoken_for(actor):
        return []
    rows = Reminder.objects.visible_to(actor).filter(state=ReminderState.SENT).order_by("-sent_at", "pk")
    sent = list(rows.select_related("target__ask", "target__unit__parent", "target__office")[:50])
    if not sent:
        return []
    asked = {(row.target.ask.directive_id, row.target.ask.number) for row in sent}
    seen = {pair: progress(clock.today(), directive=pair[0], ask=pair[1]) for pair in asked}
    found = []
    for row in sent:
        target = seen[row.target.ask.directive_id, row.target.ask.number].target(row.target.code)
        lacking = {each.key for each in target.missing} if target else set()
        if row.about in lacking or (not row.about and lacking):
            found.append((row, doing(actor, row.target, row.about)))
    return found


def reminders(actor: Actor) -> Panel | None:
    """What the province reminded of and is still missing; nothing where there is none."""
    found = standing_reminders(actor)
    if not found:
        return None
    return Panel(
        title="Tỉnh nhắc",
        rows=[
            Row(about_words(row), href, note=row.target.name, aside=vn_date(clock.day_of(row.sent_at)))
            for row, href in found[:_FIRST]
        ],
        total=len(found),
        href=reverse("rollout:reminders"),
        link="Xem và cất lời nhắc",
        icon="bell",
    )


def about_words(row: Reminder) -> str:
    """What a reminder is about."""
    return KINDS[row.about].vi if row.about in KINDS else "Tất cả phần còn thiếu"


def obstacles(actor: Actor) -> Panel | None:
    """For those who answer: what waits, the nearest deadline first. For districts: what is new about theirs."""
    if not policies.may_see_obstacles(actor):
        return None
    now = clock.now()
    shown = Q(state__in=STANDING) if policies.is_province(actor) else Q(state__in=[*STANDING, ObstacleState.ANSWERED])
    rows = Obstacle.objects.visible_to(actor).filter(shown).select_related("target__unit", "target__office")
    first, total = first_of(rows.order_by("due_at", "pk"), _FIRST)
    if not total and not policies.is_province(actor):
        return None
    return Panel(
        title="Vướng mắc",
        rows=[
            Row(
                text=f"{each.get_kind_display()} · {each.target.name}",
                href=reverse("rollout:obstacle", args=[each.code]),
                state="late" if each.is_standing and each.due_at < now else "",
                note=each.code,
                aside="đã trả lời" if not each.is_standing else f"hạn {vn_date(clock.day_of(each.due_at))}",
            )
            for each in first
        ],
        total=total,
        href=reverse("rollout:obstacles"),
        icon="alert",
        none="Không có vướng mắc nào chờ trả lời.",
    )
