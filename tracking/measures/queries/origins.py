"""Where a committee's cases come from: those handed over, by the applicants' unit, procedure and post office."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection

from delegation.dossiers.models import Dossier
from postal_services import clock
from postal_services.accounts.actors import Actor
from tracking.measures.models import CaseFacts
from tracking.measures.queries.listing import Cases, cases
from tracking.measures.queries.looks import Look, one_look


@dataclass(frozen=True, slots=True)
class Origin:
    """Cases of one procedure whose applicants live in one unit and which one post office carried."""

    unit: UUID
    procedure: str
    post_office: str
    cases: int
    simulated: int


_COUNTS = """
SELECT d.unit_id, f.procedure_id, f.post_office_id, count(*), count(*) FILTER (WHERE f.simulated)
  FROM measures_casefacts f JOIN dossiers_dossier d ON d.id = f.dossier_id
 WHERE f.committee_id = %(committee)s AND d.committee_id = %(committee)s AND f.handed_over_at < %(ends)s
   AND NOT EXISTS (SELECT FROM unnest(%(unread)s::uuid[]) AS t(id) WHERE t.id = f.dossier_id)
 GROUP BY 1, 2, 3
"""


def origins(committee: str, until: date, *, now: datetime | None = None, look: Look | None = None) -> list[Origin]:
    """The cases of a committee that had been handed over by the end of a day; one statement over what was counted.

    It reads two indexes and no rows: that the dossier's committee is named too lets both be used.
    Cases with unread lines are counted as they stand; where there are any, one statement more tells their units.
    """
    if look is None:
        with one_look(now) as fresh:
            return origins(committee, until, look=fresh)
    ends = _end_of(until)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"committee": committee, "ends": ends, "unread": list(look.facts)})
        rows = cursor.fetchall()
    total = Counter({row[:3]: row[3] for row in rows})
    played = Counter({row[:3]: row[4] for row in rows})
    for key, simulated in _unread(committee, ends, look):
        total[key] += 1
        played[key] += simulated
    return [
        Origin(unit, procedure, office, n, played[unit, procedure, office])
        for (unit, procedure, office), n in total.items()
    ]


def _unread(committee: str, ends: datetime, look: Look) -> Iterable[tuple[tuple[UUID, str, str], bool]]:
    """Cases that unread lines touch, where they had been handed over."""
    touched = {
        case: facts
        for case, facts in look.facts.items()
        if facts.committee == committee and facts.handed_over_at is not None and facts.handed_over_at < ends
    }
    if touched:
        for case, unit in Dossier.objects.filter(pk__in=touched).values_list("pk", "unit_id"):
            facts = touched[case]
            yield (unit, facts.procedure, facts.post_office), facts.simulated


def handed_over_by(
    actor: Actor, committee: str, until: date, post_office: str = "", *, look: Look | None = None
) -> Cases:
    """The cases that origins are counted from, as far as the actor may see them; empty means every post office.

    Lines that the reader has not dealt with yet count as they do in the figure.
    """
    if look is None:
        with one_look() as fresh:
            return handed_over_by(actor, committee, until, post_office, look=fresh)
    ends = _end_of(until)
    rows = CaseFacts.objects.visible_to(actor).select_related("dossier", "procedure", "post_office")
    rows = rows.filter(committee=committee, dossier__committee=committee, handed_over_at__lt=ends)
    if post_office:
        rows = rows.filter(post_office=post_office)

    def is_one(row: CaseFacts) -> bool:
        if row.committee_id != committee or post_office not in ("", row.post_office_id):
            return False
        return row.handed_over_at is not None and row.handed_over_at < ends

    return cases(actor, look, rows, "handed_over_at", is_one)


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), clock.VN)
