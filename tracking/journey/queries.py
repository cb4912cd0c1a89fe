"""Reads of journeys: one statement each, whatever has happened to the case."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from delegation.registry import calendar, parameters
from delegation.registry.models import Calendar
from delegation.registry.models.offices import POST_KINDS
from delegation.registry.parameters import Key
from delegation.registry.refusals import NoParameter
from postal_services import clock
from postal_services.statements import prepared_cursor
from tracking.custody.states import Action

from .facts import Missing
from .milestones import Asked, CaseFacts, Customs, ItemFacts, Journey, LineFacts, RatingFacts, Transit, WishFacts, tell
from .words import REMARKS

KEPT = 1024
"""Journeys that a process keeps told; a few kilobytes each, no names of people."""

_CASE = """
SELECT d.code, d.state, d.service, d.received_at, d.due_at, d.committee_id,
       (SELECT json_object_agg(o.code, json_build_array(o.name, o.kind) ORDER BY o.code)::text
          FROM dossiers_caseoffice c JOIN registry_office o ON o.code = c.office_id WHERE c.dossier_id = d.id),
       (SELECT json_agg(json_build_array(i.id, i.leg, i.state, i.holder_office_id, i.since, i.offered_at,
                   CASE WHEN i.offered_at IS NOT NULL THEN
                       coalesce((SELECT h.receiver_id FROM custody_handover h WHERE h.id = i.offered_in_id),
                                nullif(i.bound_for, ''), i.destination_id) END,
                   i.attempts,
                   CASE WHEN i.state = 'held' THEN
                       (SELECT r.until FROM rounds_hold r WHERE r.item_id = i.id AND r.since = i.since LIMIT 1) END,
                   CASE WHEN i.leg = 'B' THEN
                       (SELECT json_build_array(w.kind, w."on", o.name, w.answer) FROM rounds_wish w
                          LEFT JOIN registry_office o ON o.code = w.office_id
                         WHERE w.item_id = i.id
                         ORDER BY w.answered_at IS NULL DESC, w.made_at DESC LIMIT 1) END,
                   i.marks @> ARRAY['papers_home']::varchar[])
                   ORDER BY i.leg, i.state = 'cancelled', i.registered_at DESC)::text
          FROM custody_item i WHERE i.dossier_id = d.id),
       (SELECT json_agg(json_build_array(l.machine, l.action, l.subject, l.occurred_at, l.office,
                                         coalesce(l.data ->> 'reason', l.data ->> 'remark'),
                   CASE WHEN l.action = 'ask_supplement' THEN json_build_array(
                       l.data -> 'papers', l.data -> 'respond_on', l.data -> 'fetch_by_post') END)
                   ORDER BY l.seq)::text
          FROM ledger_line l WHERE l.stream_id = d.id
           AND (l.action <> ALL (%b::text[]) OR l.action = 'note' AND l.data ->> 'remark' = ANY (%b::text[]))),
       (SELECT json_object_agg(e.part, e.stamp ORDER BY e.part)::text
          FROM registry_edition e WHERE e.part IN ('calendar', 'parameters')),
       (SELECT json_build_array(o.name, n.due_on)::text
          FROM pickups_incompleteintake n JOIN registry_office o ON o.code = n.office_id
         WHERE n.dossier_id = d.id AND n.state = 'waiting' ORDER BY n.due_on LIMIT 1),
       (SELECT json_build_array(r.score, r.rated_at)::text FROM journey_rating r WHERE r.dossier_id = d.id),
       d.channel = 'simulation'
  FROM dossiers_dossier d
 WHERE {where}
"""
# Whoever has held a case is among its offices, so their names are read once and not line by line.
_BY_TOKEN = _CASE.format(where="d.token = %s")
_BY_CODE = _CASE.format(where="d.code = %s AND d.phone_last4_key = %s AND d.phone_last4_key <> ''")
_BY_ID = _CASE.format(where="d.id = %s")

_UNTOLD = [
    str(action)
    for action in (
        Action.OFFER,
        Action.RETRACT,
        Action.CONTEST,
        Action.SETTLE,
        Action.NOTE,
        Action.DAMAGE,
        Action.OPEN_SEAL,
        Action.PACK,
        Action.UNPACK,
    )
]
"""Lines about items that are no news for a citizen, but for some remarks; they do not leave the database."""


def journey(token: str, language: str = "vi", now: datetime | None = None) -> Journey | None:
    """The journey of the case with this token (as stored), or None; one statement."""
    return _told(_BY_TOKEN, [token], language, now)


def journey_by_code(code: str, ending_key: str, language: str = "vi", now: datetime | None = None) -> Journey | None:
    """The journey of a dossier's code when the keyed hash of the phone's last four digits fits; one statement."""
    return _told(_BY_CODE, [code, ending_key], language, now)


def journey_of(dossier: UUID, language: str = "vi", now: datetime | None = None) -> Journey | None:
    """The journey of a known case, for those who look at it as part of their work; one statement."""
    return _told(_BY_ID, [dossier], language, now)


def _told(statement: str, values: Sequence[Any], language: str, now: datetime | None) -> Journey | None:
    with prepared_cursor() as cursor:
        cursor.execute(statement, [_UNTOLD, list(REMARKS), *values])
        row = cursor.fetchone()
    if row is None:
        return None
    return _retold(tuple(row), language, clock.day_of(now or clock.now()))


@lru_cache(maxsize=KEPT)
def _retold(row: tuple[Any, ...], language: str, today: date) -> Journey:
    """The journey that a row means. Telling is pure, so the same row read again on the same day is not told again."""
    kept = _of_the_post(row[9] or "{}", today)
    return tell(_facts(row), kept.transit, today, language, kept.customs)


def _facts(row: Sequence[Any]) -> CaseFacts:
    """The row of the statement as the facts that milestones are told from."""
    offices: Mapping[str, Sequence[str]] = json.loads(row[6] or "{}")
    return CaseFacts(
        code=row[0],
        state=row[1],
        service=row[2],
        received_at=row[3],
        due_at=row[4],
        committee=_name(offices, row[5]),
        items=tuple(_item(values, offices) for values in json.loads(row[7] or "[]")),
        lines=tuple(_line(values, offices) for values in json.loads(row[8] or "[]")),
        missing=_missing(*json.loads(row[10])) if row[10] else None,
        rating=_rating(*json.loads(row[11])) if row[11] else None,
        simulated=row[12],
    )


def _name(offices: Mapping[str, Sequence[str]], code: str | None) -> str:
    """The name of an office; one that has never had to do with the case shows its code."""
    return offices[code][0] if code and code in offices else code or ""


def _item(values: Sequence[Any], offices: Mapping[str, Sequence[str]]) -> ItemFacts:
    identity, leg, state, office, since, offered_at, to, attempts, until, wish, papers_home = values
    return ItemFacts(
        id=identity,
        leg=leg,
        state=state,
        office=_name(offices, office),
        at_post=office in offices and offices[office][1] in POST_KINDS,
        since=datetime.fromisoformat(since),
        offered_at=datetime.fromisoformat(offered_at) if offered_at else None,
        to=_name(offices, to),
        attempts=attempts,
        until=date.fromisoformat(until) if until else None,
        wish=_wish(*wish) if wish else None,
        papers_home=papers_home,
    )


def _missing(office: str, until: str) -> Missing:
    return Missing(office, date.fromisoformat(until))


def _rating(score: int, at: str) -> RatingFacts:
    return RatingFacts(score, clock.day_of(datetime.fromisoformat(at)))


def _wish(kind: str, on: str | None, office: str | None, answer: str) -> WishFacts:
    return WishFacts(kind, date.fromisoformat(on) if on else None, office or "", answer)


def _line(values: Sequence[Any], offices: Mapping[str, Sequence[str]]) -> LineFacts:
    machine, action, subject, at, office, reason, asked = values
    moment = datetime.fromisoformat(at)
    return LineFacts(machine, action, subject, moment, _name(offices, office), reason or "", _asked(asked))


def _asked(values: Sequence[Any] | None) -> Asked | None:
    """What a request for papers says that anybody with the link may know; None for every other line."""
    if not values:
        return None
    papers, respond_by, fetch_by_post = values
    return Asked(papers or 0, date.fromisoformat(respond_by) if respond_by else None, bool(fetch_by_post))


@dataclass(frozen=True, slots=True)
class _Kept:
    """What this process has read of the post's days, and the stamps it was read under."""

    stamps: str
    transit: Transit
    customs: Customs


_shelf: dict[str, _Kept] = {}


def _of_the_post(stamps: str, today: date) -> _Kept:
    """The post's days and customs. The stamps come with every case, so a changed table is noticed at once."""
    kept = _shelf.get("post")
    if kept is None or kept.stamps != stamps:
        value = parameters.value(Key.TRANSIT_IN_PROVINCE)
        transit = Transit(value.whole, value.verified, calendar.current(Calendar.POSTAL))
        kept = _Kept(stamps, transit, _customs(today))
        _shelf["post"] = kept
    return kept


def _customs(today: date) -> Customs:
    """How often the post tries, and how long a rating may be changed; unknown where no rule is given."""
    days = rating_days(today)
    try:
        tries = parameters.value(Key.DELIVERY_ATTEMPTS, today)
    except NoParameter:
        return Customs(rating_days=days)
    return Customs(tries.whole, tries.verified, days)


def rating_days(today: date) -> int:
    """For how many days after its own day a rating may be changed; none where no rule is given."""
    try:
        return parameters.whole(Key.RATING_CHANGE, today)
    except NoParameter:
        return 0


_CODE_OF = """
SELECT d.code FROM dossiers_dossier d WHERE d.code = %s
UNION ALL
SELECT d.code FROM custody_item i JOIN dossiers_dossier d ON d.id = i.dossier_id WHERE i.code = %s
LIMIT 1
"""


def dossier_code(code: str) -> str:
    """The code of the dossier that a dossier code or an item code names; the same text when there is none."""
    with prepared_cursor() as cursor:
        cursor.execute(_CODE_OF, [code, code])
        row = cursor.fetchone()
    return str(row[0]) if row else code


_CODE_BEHIND = "SELECT d.code FROM dossiers_dossier d WHERE d.token = %s"


_CASE_BEHIND = "SELECT d.id FROM dossiers_dossier d WHERE d.token = %s"


def case_of_token(token: str) -> UUID | None:
    """The case with this token, or None; one statement."""
    with prepared_cursor() as cursor:
        cursor.execute(_CASE_BEHIND, [token])
        row = cursor.fetchone()
    return row[0] if row else None


def code_of_token(token: str) -> str:
    """The code of the dossier with this token; the same text when there is none, so that the same work follows."""
    with prepared_cursor() as cursor:
        cursor.execute(_CODE_BEHIND, [token])
        row = cursor.fetchone()
    return str(row[0]) if row else token
