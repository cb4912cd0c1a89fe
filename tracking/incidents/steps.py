"""Steps that commands, the feed reader and the sweeps share: open incidents and write what happens to them.

Every function works inside the caller's transaction; the ledger's writer refuses otherwise.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count

from delegation.dossiers.models import Dossier
from delegation.registry.models import Office
from delegation.registry.parameters import Key
from postal_services import clock
from postal_services.accounts.actors import NOBODY, Actor
from postal_services.ids import uuid7
from postal_services.ledger import writer
from postal_services.ledger.writer import Entry, Heads
from tracking.incidents.deadlines import Clockwork, is_post, number
from tracking.incidents.kinds import ABOUT
from tracking.incidents.models import Compensation, Incident, IncidentQuerySet
from tracking.incidents.reckoning import owed
from tracking.incidents.refusals import IncidentMoved
from tracking.incidents.states import (
    COMPENSATION,
    INCIDENT,
    INCIDENT_EDGES,
    CompensationState,
    IncidentState,
    next_state,
)

STREAM_KIND = "office_day"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Matter:
    """Something an incident is to be opened about; ``cause`` is the same however often it is met."""

    kind: str
    cause: str
    office: str
    since: datetime
    case: UUID | None = None
    item: UUID | None = None
    item_code: str = ""
    reason: str = ""
    report: str = ""
    due_at: datetime | None = None


def open_many(matters: Iterable[Matter], *, now: datetime, actor: Actor = NOBODY) -> list[Incident]:
    """Open what is not open yet, one line each; gives the new incidents. About eight statements whatever the number.

    A matter whose cause was met before is passed over, and so is one about an item that has an open incident of the
    kind already.
    """
    wanted = {matter.cause: matter for matter in matters}
    if not wanted:
        return []
    heads = writer.lock({each.case for each in wanted.values() if each.case})
    fresh = _fresh(wanted)
    if not fresh:
        return []
    offices = Office.objects.in_bulk({each.office for each in fresh})
    streams = _day_streams({each.office for each in fresh}, heads, now)
    numbers = _numbers(set(streams), now)
    clockwork = Clockwork(now)
    incidents, entries = [], []
    for matter in fresh:
        numbers[matter.office] += 1
        incident = _incident(matter, numbers[matter.office], offices[matter.office], clockwork)
        incident.stream_id = matter.case or streams[matter.office]
        incidents.append(incident)
        entries.append(line(incident, "open", actor, now, before="", data=_facts(matter)))
    writer.append(heads, entries, recorded_at=now)
    Incident.objects.bulk_create(incidents)
    return incidents


def _fresh(wanted: dict[str, Matter]) -> list[Matter]:
    """Those without an incident; read after the streams were locked, so that two readers cannot both find none."""
    known = set(Incident.objects.filter(cause__in=wanted).values_list("cause", flat=True))
    items = {each.item for each in wanted.values() if each.item}
    standing = Incident.objects.standing().filter(item__in=items).exclude(kind="complaint")
    open_already: set[tuple[UUID | None, str]] = set(standing.values_list("item", "kind"))
    fresh = []
    for cause, matter in wanted.items():
        pair = (matter.item, matter.kind)
        if cause in known or pair in open_already:
            continue
        if matter.item and matter.kind != "complaint":
            open_already.add(pair)
        fresh.append(matter)
    return fresh


def _day_streams(offices: set[str], heads: Heads, now: datetime) -> dict[str, UUID]:
    """The day of each office in the ledger, locked: it keeps the numbers apart and holds what has no case."""
    day = clock.day_of(now)
    codes: dict[str, UUID | None] = {f"{office}/{day}": None for office in offices}
    opened = writer.open_streams(STREAM_KIND, codes, at=now)
    heads.add(writer.lock(opened.values()))
    return {office: opened[f"{office}/{day}"] for office in offices}


def _numbers(offices: set[str], now: datetime) -> defaultdict[str, int]:
    """How many incidents each office has had today."""
    midnight = datetime.combine(clock.day_of(now), time(), clock.VN)
    rows = Incident.objects.filter(office__in=offices, opened_at__gte=midnight, opened_at__lt=midnight + _ONE_DAY)
    counted = rows.order_by().values("office").annotate(n=Count("pk")).values_list("office", "n")
    return defaultdict(int, dict(counted))


def _incident(matter: Matter, serial: int, office: Office, clockwork: Clockwork) -> Incident:
    now, severity = clockwork.now, ABOUT[matter.kind].severity
    due_at = matter.due_at or clockwork.due(severity, office.code, post=is_post(office.kind))
    return Incident(
        id=uuid7(),
        code=f"SC-{office.code}-{clock.day_of(now):%y%m%d}-{serial:04}",
        kind=matter.kind,
        reason=matter.reason,
        severity=severity,
        state=IncidentState.OPENED,
        dossier_id=matter.case,
        item_id=matter.item,
        office_id=office.code,
        cause=matter.cause,
        since=matter.since,
        opened_at=now,
        due_at=due_at,
        escalate_at=due_at,
        report=matter.report,
        modified_at=now,
    )


def _facts(matter: Matter) -> dict[str, Any]:
    facts = {"kind": matter.kind, "item": matter.item_code, "reason": matter.reason}
    return {key: str(value) for key, value in facts.items() if value}


def line(
    incident: Incident,
    action: str,
    actor: Actor,
    at: datetime,
    *,
    before: str | None = None,
    data: Mapping[str, Any] | None = None,
    counterpart: str | None = None,
) -> Entry:
    """A line about an incident as it now stands, from where it stood (``before``, its own state when not given)."""
    return Entry(
        stream=incident.stream_id,
        machine=INCIDENT,
        action=action,
        from_state=incident.state if before is None else before,
        to_state=str(incident.state),
        subject=incident.id,
        occurred_at=at,
        office=incident.office_id,
        counterpart=counterpart,
        actor=actor.user_id,
        device=actor.device_id,
        data={"incident": incident.code, **(data or {"kind": str(incident.kind)})},
    )


def move(
    incident: Incident, action: str, actor: Actor, at: datetime, *, counterpart: str | None = None, **data: Any
) -> Entry:
    """Bring a locked incident to where ``action`` leads and give its line; raises IncidentMoved when it cannot."""
    after = next_state(INCIDENT_EDGES, incident.state, action)
    if after is None:
        raise IncidentMoved(state=IncidentState(incident.state).label)
    before, incident.state, incident.modified_at = incident.state, after, at
    facts = {"kind": str(incident.kind), **data}
    return line(incident, action, actor, at, before=before, data=facts, counterpart=counterpart)


def close(incident: Incident, actor: Actor, at: datetime, *, resolution: str, note: str = "") -> Entry:
    """Resolve a locked incident with a code; the words stay in its row."""
    entry = move(incident, "resolve", actor, at, resolution=resolution)
    incident.resolution, incident.note = resolution, note
    incident.closed_at, incident.closed_by_id, incident.escalate_at = at, actor.user_id, None
    return entry


def lock(incidents: IncidentQuerySet) -> tuple[Heads, list[Incident]]:
    """Lock the streams of some incidents, cases before days of offices as every act does, then the incidents."""
    streams = list(incidents.values_list("stream_id", "dossier"))
    heads = writer.lock({stream for stream, case in streams if case is not None})
    if days := {stream for stream, case in streams if case is None}:
        heads.add(writer.lock(days))
    rows = incidents.model.objects.filter(pk__in=list(incidents.values_list("pk", flat=True)))
    return heads, list(rows.locked())


SAVED = (
    "state", "owner", "level", "escalated_at", "escalated_to", "escalate_at", "resolution", "note", "closed_at",
    "closed_by", "modified_at", "due_at", "report",
)  # fmt: skip
"""Columns of an incident that acts change."""


def save(incidents: Sequence[Incident]) -> None:
    """Bring the rows of moved incidents up to their lines; one statement."""
    if incidents:
        Incident.objects.bulk_update(incidents, SAVED)


def clear(incidents: Sequence[Incident], heads: Heads, *, now: datetime) -> None:
    """Close locked incidents whose cause is gone."""
    entries = []
    for incident in incidents:
        entries.append(move(incident, "clear", NOBODY, now))
        incident.closed_at, incident.escalate_at = now, None
    writer.append(heads, entries, recorded_at=now)
    save(incidents)


HIGHEST_LEVEL = 2
"""1: the supervisor of the office; 2: the office above it, which for agencies is the province itself."""


def escalate(rows: IncidentQuerySet, work: Clockwork) -> int:
    """Tell the next level of incidents past their deadline, one line each; gives how many."""
    heads, incidents = lock(rows)
    now = work.now
    due = [each for each in incidents if each.is_standing and each.escalate_at is not None and each.escalate_at <= now]
    offices = Office.objects.in_bulk({each.office_id for each in due})
    wait = number(Key.ESCALATION_HOURS, 8).whole
    entries = []
    for incident in due:
        office = offices[incident.office_id]
        incident.level += 1
        incident.escalated_at, incident.escalate_at = now, None
        if incident.level < HIGHEST_LEVEL:
            incident.escalate_at = work.after(now, wait, office.code, post=is_post(office.kind))
        else:
            incident.escalated_to_id = office.parent_id
        to = incident.escalated_to_id or office.code
        entries.append(move(incident, "escalate", NOBODY, now, counterpart=to, level=incident.level))
    writer.append(heads, entries, recorded_at=now)
    save(due)
    return len(due)


def propose(
    incident: Incident, dossier: Dossier, actor: Actor, at: datetime, *, reissue_cost: int = 0, evidence: str = ""
) -> tuple[Compensation, Entry]:
    """A new compensation case from an incident of a locked case, reckoned as of today, and its line."""
    reckoned = owed(dossier.postal_charge, reissue_cost, clock.day_of(at))
    serial = Compensation.objects.filter(incident=incident).count() + 1
    suffix = "" if serial == 1 else f"-{serial}"
    case = Compensation(
        id=uuid7(),
        code=incident.code.replace("SC-", "BT-", 1) + suffix,
        dossier_id=dossier.pk,
        item_id=incident.item_id,
        incident=incident,
        office_id=incident.office_id,
        state=CompensationState.PROPOSED,
        charge=reckoned.charge,
        multiple=reckoned.multiple,
        legal_basis=reckoned.basis,
        verified=reckoned.verified,
        reissue_cost=reckoned.reissue_cost,
        evidence_number=evidence,
        limit=reckoned.limit,
        proposed_at=at,
        modified_at=at,
    )
    return case, compensation_line(case, "propose", "", actor, at)


def compensation_line(case: Compensation, action: str, before: str, actor: Actor, at: datetime, **data: Any) -> Entry:
    """A line about a compensation case; amounts in VND."""
    return Entry(
        stream=case.dossier_id,
        machine=COMPENSATION,
        action=action,
        from_state=before,
        to_state=str(case.state),
        subject=case.pk,
        occurred_at=at,
        office=case.office_id,
        actor=actor.user_id,
        device=actor.device_id,
        data={"compensation": case.code, "limit": case.limit, **data},
    )
