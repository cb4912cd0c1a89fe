"""Which mandate covered an act, and how a mandate came to stand where it stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from delegation.mandates.models import Mandate, MandateProcedure, MandateSpan
from delegation.mandates.refusals import MandateEnded, MandateNotYet, MandateSuspended, NotMandated
from delegation.mandates.states import MACHINE, MandateState
from postal_services import clock
from postal_services.accounts.actors import Actor, Appointment, Role
from postal_services.accounts.models import User
from postal_services.clock import day_of
from postal_services.ledger.models import Line
from postal_services.statements import Rows, prepared_cursor


@dataclass(frozen=True, slots=True)
class Act:
    """Something done for ``committee`` at the instant ``at``; an empty ``post_office`` asks for any mandated one."""

    committee: str
    post_office: str
    procedure: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Coverage:
    """The mandate that covered an act."""

    mandate: UUID
    number: str
    post_office: str
    tasks: tuple[str, ...]


_ASKED = Rows("asked", committee="text", post_office="text", procedure="text", at="timestamptz", number="n")
_COVERING = """
SELECT asked.n, found.id, found.number, found.post_office_id, found.tasks
FROM {asked}
CROSS JOIN LATERAL (
    SELECT m.id, m.number, m.post_office_id, m.tasks
    FROM mandates_mandate m
    JOIN mandates_mandateprocedure p ON p.mandate_id = m.id
    JOIN mandates_mandatespan s ON s.mandate_id = m.id
    CROSS JOIN LATERAL (SELECT (asked.at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day) AS civil
    WHERE m.committee_id = asked.committee
      AND (asked.post_office = '' OR m.post_office_id = asked.post_office)
      AND p.procedure_id = asked.procedure
      AND s.from_at <= asked.at AND (s.to_at IS NULL OR s.to_at > asked.at)
      AND m.effective_from <= civil.day AND (m.effective_to IS NULL OR m.effective_to >= civil.day)
      AND p.valid_from <= civil.day AND (p.valid_to IS NULL OR p.valid_to > civil.day)
    ORDER BY m.effective_from, m.number
    LIMIT 1
) AS found
"""


def covering_many(acts: Sequence[Act]) -> list[Coverage | None]:
    """For each act the mandate in force at its moment, or None; one statement however many acts."""
    if not acts:
        return []
    found: list[Coverage | None] = [None] * len(acts)
    asked = [(act.committee, act.post_office, act.procedure, act.at) for act in acts]
    with prepared_cursor() as cursor:
        cursor.execute(_COVERING.format(asked=_ASKED.source(asked)), _ASKED.params(asked))
        for position, mandate, number, post_office, tasks in cursor.fetchall():
            found[position - 1] = Coverage(mandate, number, post_office, tuple(tasks))
    return found


def covering(committee: str, post_office: str, procedure: str, at: datetime) -> Mandate | None:
    """The mandate by which ``committee`` had given ``procedure`` to ``post_office`` at the instant ``at``."""
    found = covering_many([Act(committee, post_office, procedure, at)])[0]
    return Mandate.objects.get(pk=found.mandate) if found else None


def refusals_for(acts: Sequence[Act]) -> list[NotMandated]:
    """Why each of these uncovered acts is uncovered, in the words of the nearest mandate; three statements."""
    if not acts:
        return []
    mandates = list(
        Mandate.objects.filter(committee__in={act.committee for act in acts})
        .exclude(state__in=[MandateState.DRAFT, MandateState.WITHDRAWN])
        .prefetch_related(
            Prefetch("delegated", MandateProcedure.objects.filter(procedure__in={act.procedure for act in acts})),
            "spans",
        )
        .order_by("-effective_from", "number")
    )
    return [_refusal(act, mandates) for act in acts]


def ever_mandated(acts: Sequence[Act]) -> set[tuple[str, str]]:
    """Which (committee, post office) of the acts have, or ever had, a signed mandate between them."""
    if not acts:
        return set()
    return set(
        Mandate.objects.filter(
            committee__in={act.committee for act in acts}, post_office__in={act.post_office for act in acts}
        )
        .exclude(state__in=[MandateState.DRAFT, MandateState.WITHDRAWN])
        .values_list("committee", "post_office")
    )


def _refusal(act: Act, mandates: Iterable[Mandate]) -> NotMandated:
    """The most telling reason: ended, suspended or not yet in force; else that there is no such mandate."""
    day = day_of(act.at)
    for mandate in mandates:
        if mandate.committee_id != act.committee or (act.post_office and mandate.post_office_id != act.post_office):
            continue
        listed = [line for line in mandate.delegated.all() if line.procedure_id == act.procedure]
        if not listed:
            continue
        facts = {"number": mandate.number, "procedure": act.procedure}
        if day < max(mandate.effective_from, min(line.valid_from for line in listed)):
            return MandateNotYet(**facts)
        if _is_over(mandate, listed, act.at, day):
            return MandateEnded(**facts)
        spans = list(mandate.spans.all())
        return MandateSuspended(**facts) if spans and act.at >= spans[0].from_at else MandateNotYet(**facts)
    return NotMandated(
        committee=act.committee, post_office=act.post_office or "bưu điện", procedure=act.procedure or "…"
    )


def _is_over(mandate: Mandate, listed: Sequence[MandateProcedure], at: datetime, day: date) -> bool:
    """Whether the mandate, or its listing of the procedure, was over on ``day``."""
    if mandate.effective_to is not None and day > mandate.effective_to:
        return True
    if all(line.valid_to is not None and line.valid_to <= day for line in listed):
        return True
    ends = [span.to_at for span in mandate.spans.all()]
    return mandate.state == MandateState.ENDED and all(end is not None and end <= at for end in ends)


@dataclass(frozen=True, slots=True)
class Delegated:
    """One delegated procedure, ready to show; ``until`` is the last day, or None."""

    code: str
    name: str
    since: date
    until: date | None


def delegated_procedures(mandate: Mandate) -> list[Delegated]:
    """The procedures a mandate lists, by code."""
    return [
        Delegated(line.procedure_id, line.procedure.name, line.valid_from, line.valid_to)
        for line in mandate.delegated.select_related("procedure").order_by("procedure_id", "valid_from")
    ]


def procedures_in_force(committee: str, at: datetime) -> list[str]:
    """Codes of the procedures a committee has delegated to any post office at the instant ``at``, in order."""
    return sorted(set(_in_force(committee, at).values_list("procedure", flat=True)))


def _in_force(committee: str, at: datetime) -> QuerySet[MandateProcedure]:
    day = day_of(at)
    live = MandateSpan.objects.filter(from_at__lte=at, mandate__committee=committee).exclude(to_at__lte=at)
    return (
        MandateProcedure.objects.filter(
            mandate__in=live.values("mandate"), mandate__effective_from__lte=day, valid_from__lte=day
        )
        .exclude(mandate__effective_to__lt=day)
        .exclude(valid_to__lte=day)
    )


@dataclass(frozen=True, slots=True)
class Delegation:
    """A procedure that a committee has delegated to a post office; ``field`` is what the procedure is about."""

    procedure: str
    name: str
    field: str
    post_office: str
    post_office_name: str


def delegations_in_force(committee: str, at: datetime) -> list[Delegation]:
    """What a committee has delegated at the instant ``at``, by field, procedure and post office; one statement."""
    rows = _in_force(committee, at).values_list(
        "procedure", "procedure__name", "procedure__field", "mandate__post_office", "mandate__post_office__name"
    )
    ordered = rows.order_by("procedure__field", "procedure", "mandate__post_office").distinct()
    return [Delegation(*row) for row in ordered]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a mandate's history, ready to show."""

    title: str
    at: datetime
    who: str
    note: str
    look: str


_TITLES = {
    "draft": ("Lập dự thảo", ""),
    "sign": ("Hai bên đã ký", ""),
    "put_in_force": ("Có hiệu lực", "good"),
    "suspend": ("Tạm dừng", "bad"),
    "resume": ("Tiếp tục hiệu lực", "good"),
    "end": ("Kết thúc", "bad"),
    "withdraw": ("Hủy dự thảo", "bad"),
}


def timeline(mandate: Mandate) -> list[Event]:
    """What the ledger says happened to a mandate, newest first; two statements."""
    lines = list(Line.objects.filter(stream_id=mandate.id, machine=MACHINE).order_by("-seq"))
    people = User.objects.in_bulk({line.actor for line in lines if line.actor})
    return [
        Event(
            title=_TITLES[line.action][0],
            at=line.occurred_at,
            who=str(people[line.actor]) if line.actor in people else "",
            note=_late_note(line),
            look=_TITLES[line.action][1],
        )
        for line in lines
    ]


def _late_note(line: Line) -> str:
    """Something written down on a later day than it happened says so."""
    if day_of(line.recorded_at) == day_of(line.occurred_at):
        return ""
    return f"Ghi vào hệ thống ngày {day_of(line.recorded_at):%d/%m/%Y}"


def committees_of(post_offices: Sequence[str], at: datetime) -> list[str]:
    """Codes of the committees that had delegated something to one of the post offices at the instant ``at``."""
    live = MandateSpan.objects.filter(from_at__lte=at, mandate__post_office__in=post_offices).exclude(to_at__lte=at)
    return sorted(set(live.values_list("mandate__committee", flat=True)))


@dataclass(frozen=True, slots=True)
class Due:
    """A mandate that its own words put in force or end by today; ``actor`` is the committee's desk with no person.

    ``ended_at`` is the end of its last day, None for one that starts.
    """

    mandate: UUID
    actor: Actor
    ended_at: datetime | None


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=clock.VN)


def due_today() -> list[Due]:
    """Signed mandates whose first day has come, and mandates in force whose last day is past."""
    day = clock.today()
    starting = Q(state=MandateState.SIGNED, effective_from__lte=day)
    over = Q(state=MandateState.IN_FORCE, effective_to__lt=day)
    rows = Mandate.objects.filter(starting | over).select_related("committee__unit").order_by("pk")
    return [
        Due(
            row.id,
            Actor(
                None, "", (Appointment(row.committee_id, row.committee.kind, row.committee.unit.code, Role.OFFICER),)
            ),
            _end_of(row.effective_to) if row.state == MandateState.IN_FORCE and row.effective_to else None,
        )
        for row in rows
    ]
