"""Reading the facts of one ask: at most eight statements, however many targets and dossiers there are."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from postal_services import clock
from postal_services.errors import NotThere
from tracking.measures.lines import one_state
from tracking.measures.queries import HandedOver, Reference

from . import sums
from .facts import (
    NO_OFFICE,
    Asked,
    Counts,
    Delegation,
    Facts,
    Head,
    Known,
    OfficeFacts,
    Place,
    Ruling,
    Successor,
    Wording,
    edge_of,
)
from .kinds import READINESS, TASK
from .lines import History, Said, histories

_OF_OFFICES = {
    "offices_staffed": ("appointment", "opening"),
    "devices_enrolled": ("device", "opening"),
    "procedures_published": ("publication",),
    "staff_trained": ("appointment", "training", "opening"),
}
_MACHINES = ("appointment", "device", "publication", "training", "opening")
_OF_TARGETS = {"accepted_by_province": "acceptance", READINESS: "readiness", TASK: "task"}
_BY_MANDATES = frozenset({"mandate_signed", *_OF_OFFICES})


def read(directive: str, ask: str, until: date) -> Facts:
    """What had happened by the end of ``until`` (Vietnam) that bears on one ask.

    Raises :class:`NotThere` where there is no such directive or ask.
    """
    with one_state():
        return _read(directive, ask, until)


def _read(directive: str, ask: str, until: date) -> Facts:
    edge = edge_of(until)
    head, rules, targets = asked_for(directive, ask)
    kinds = {rule.kind for rule in rules}
    committees = sorted({asked.place.committee for asked in targets if asked.place.committee})
    delegations = _delegations(committees, edge) if kinds & _BY_MANDATES else {}
    named = {asked.id: _office_codes(asked, delegations) for asked in targets}
    lines = _lines(directive, ask, targets, named, kinds, edge)
    offices = {code: _office(said) for (kind, code), said in lines.items() if kind == "office"}
    counted = sums.read(committees, until, kinds)
    known = [
        Known(
            asked,
            delegations.get(asked.place.committee, ()),
            {code: offices.get(code, NO_OFFICE) for code in named[asked.id]},
            _own(asked, targets, lines.get(("target", target_stream(directive, ask, asked.place.code)), ())),
            counted.counts.get(asked.place.committee, Counts()),
            counted.handed_over.get(asked.place.committee, HandedOver()),
        )
        for asked in targets
    ]
    return Facts(head, tuple(rules), tuple(known), until, clock.today(), counted.counted_to)


def target_stream(directive: str, ask: str, code: str) -> str:
    """The code of the stream of a target: ``44-TB-UBND/2/633``."""
    return f"{directive}/{ask}/{code}"


_ASKED = """
WITH decided AS MATERIALIZED (
    SELECT l.subject, l.occurred_at AS at FROM ledger_stream s JOIN ledger_line l ON l.stream_id = s.id
     WHERE s.kind = 'directive' AND s.code = %(directive)s AND l.machine = 'rule' AND l.action = 'set')
SELECT d.code, d.number, d.title, d.issuer, d.issued_on,
       a.number, a.title, a.summary, a.words, a.owner_words, a.owners, a.deadline, a.deadline_words, a.measure,
       coalesce((SELECT jsonb_agg(jsonb_build_array(r.id, r.kind, r.position, r.parameters, r.basis, r.verified,
                                                    r.valid_from, r.valid_to, r.former, w.at, x.at)
                                 ORDER BY r.position, r.valid_from)
                   FROM rollout_rule r
                   LEFT JOIN rollout_rule n ON n.ask_id = r.ask_id AND n.kind = r.kind AND n.valid_from = r.valid_to
                   LEFT JOIN decided w ON w.subject = r.id
                   LEFT JOIN decided x ON x.subject = n.id
                  WHERE r.ask_id = a.id), '[]'::jsonb)::text,
       t.id::text, t.code, coalesce(u.name, o.name, t.code), coalesce(u.short_name, o.name, t.code),
       coalesce(t.office_id, ''),
       coalesce((SELECT b.code FROM registry_office b
                  WHERE b.unit_id = t.unit_id AND b.kind = 'district_post' ORDER BY b.code LIMIT 1), ''),
       coalesce(p.code, ''), coalesce(p.name, ''), u.valid_to,
       coalesce((SELECT jsonb_agg(DISTINCT jsonb_build_array(n.code, n.name))
                   FROM registry_unitsuccession s
                   JOIN registry_unit c ON c.id = s.old_id AND (c.id = t.unit_id OR c.parent_id = t.unit_id)
                   JOIN registry_unit n ON n.id = s.new_id
                  WHERE s.on = u.valid_to), '[]'::jsonb)::text,
       t.deadline, t.named, t.valid_from, t.valid_to,
       ARRAY(SELECT m.to_target_id::text FROM rollout_target_takes_over m WHERE m.from_target_id = t.id ORDER BY 1)
  FROM rollout_ask a
  JOIN rollout_directive d ON d.code = a.directive_id
  LEFT JOIN rollout_target t ON t.ask_id = a.id
  LEFT JOIN registry_unit u ON u.id = t.unit_id
  LEFT JOIN registry_unit p ON p.id = u.parent_id
  LEFT JOIN registry_office o ON o.code = t.office_id
 WHERE d.code = %(directive)s AND a.number = %(ask)s
 ORDER BY t.code, t.valid_from
"""
_HEAD = 14


def asked_for(directive: str, ask: str) -> tuple[Head, list[Ruling], list[Asked]]:
    """The ask, all its rules and all its targets, of whatever day; one statement. Raises ``NotThere``."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, {"directive": directive, "ask": ask})
        rows = cursor.fetchall()
    if not rows:
        raise NotThere
    rules = [_ruling(*rule) for rule in json.loads(rows[0][_HEAD])]
    return _head(rows[0]), rules, [_asked(row[_HEAD + 1 :]) for row in rows if row[_HEAD + 1]]


def _head(row: Sequence[Any]) -> Head:
    directive, number, title, issuer, issued_on, *ask = row[:_HEAD]
    ask_number, ask_title, summary, words, owner_words, owners, deadline, deadline_words, measure = ask
    return Head(
        directive,
        number,
        title,
        issuer,
        issued_on,
        ask_number,
        ask_title,
        summary,
        words,
        owner_words,
        tuple(owners),
        deadline,
        deadline_words,
        measure,
    )


def _ruling(*rule: Any) -> Ruling:
    key, kind, position, parameters, basis, verified, valid_from, valid_to, former, decided, ends_decided = rule
    return Ruling(
        UUID(key),
        kind,
        position,
        parameters,
        basis,
        verified,
        date.fromisoformat(valid_from),
        date.fromisoformat(valid_to) if valid_to else None,
        _day_of(decided),
        _day_of(ends_decided),
        tuple(Wording(clock.day_of(datetime.fromisoformat(at)), words, checked) for at, words, checked in former),
    )


def _day_of(moment: str | None) -> date | None:
    """The day in Vietnam of a moment as PostgreSQL writes it in JSON."""
    return clock.day_of(datetime.fromisoformat(moment)) if moment else None


def _asked(row: Sequence[Any]) -> Asked:
    target, code, name, short_name, committee, post_office, parent, parent_name, ended_on, followed, *span = row
    successors = tuple(Successor(*each) for each in json.loads(followed))
    place = Place(code, name, short_name, committee, post_office, parent, parent_name, ended_on, successors)
    deadline, named, valid_from, valid_to, origins = span
    return Asked(target, place, deadline, named, valid_from, valid_to, tuple(origins))


_MANDATES = """
SELECT m.committee_id, m.post_office_id, m.effective_to, m.id::text, l.to_state, s.code, l.seq, l.action,
       l.occurred_at, l.recorded_at, encode(substr(l.hash, 1, 8), 'hex'), l.flags
  FROM mandates_mandate m
  JOIN ledger_stream s ON s.id = m.id
  JOIN ledger_line l ON l.stream_id = m.id AND l.machine = 'mandate'
 WHERE m.committee_id = ANY(%s) AND l.occurred_at < %s
 ORDER BY m.id, l.seq
"""


def _delegations(committees: Sequence[str], edge: datetime) -> Mapping[str, tuple[Delegation, ...]]:
    """The committees' mandates of which anything had happened before ``edge``, by committee."""
    lines: defaultdict[tuple[str, str, str, date | None], list[Said]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_MANDATES, [list(committees), edge])
        for committee, post_office, effective_to, mandate, to_state, *reference in cursor.fetchall():
            said = Said(_reference(reference), "mandate", mandate, to_state)
            lines[committee, mandate, post_office, effective_to].append(said)
    found: defaultdict[str, list[Delegation]] = defaultdict(list)
    for (committee, mandate, post_office, effective_to), told in lines.items():
        found[committee].append(Delegation(History.of(mandate, told), post_office, effective_to))
    return {committee: tuple(each) for committee, each in found.items()}


def _office_codes(asked: Asked, delegations: Mapping[str, Iterable[Delegation]]) -> tuple[str, ...]:
    """Every office that ever works for a target: its desk, its post office and those of its mandates."""
    place = asked.place
    held = {each.post_office for each in delegations.get(place.committee, ())}
    return tuple(sorted(code for code in {place.committee, place.post_office, *held} if code))


_LINES = """
SELECT s.kind, s.code, l.machine, l.subject::text, l.to_state, l.data::text,
       s.code, l.seq, l.action, l.occurred_at, l.recorded_at, encode(substr(l.hash, 1, 8), 'hex'), l.flags
  FROM unnest(%s::text[], %s::text[]) AS wanted(kind, code)
  JOIN ledger_stream s ON s.kind = wanted.kind AND s.code = wanted.code
  JOIN ledger_line l ON l.stream_id = s.id
 WHERE l.machine = ANY(%s) AND l.occurred_at < %s
 ORDER BY s.kind, s.code, l.seq
"""


def _lines(  # noqa: PLR0917  # what is read follows from all of them
    directive: str,
    ask: str,
    targets: Sequence[Asked],
    named: Mapping[str, Sequence[str]],
    kinds: Iterable[str],
    edge: datetime,
) -> Mapping[tuple[str, str], list[Said]]:
    """The lines of the offices' and the targets' own streams, by kind and code of the stream; one statement."""
    of_offices = sorted({machine for kind in kinds for machine in _OF_OFFICES.get(kind, ())})
    of_targets = sorted({_OF_TARGETS[kind] for kind in kinds if kind in _OF_TARGETS})
    offices = sorted({code for codes in named.values() for code in codes}) if of_offices else []
    own = sorted({target_stream(directive, ask, asked.place.code) for asked in targets}) if of_targets else []
    wanted = [*(("office", code) for code in offices), *(("target", code) for code in own)]
    return lines_of(wanted, [*of_offices, *of_targets], edge)


def lines_of(
    streams: Sequence[tuple[str, str]], machines: Sequence[str], edge: datetime
) -> Mapping[tuple[str, str], list[Said]]:
    """The lines of some streams, named by kind and code, that had happened before ``edge``; one statement."""
    found: defaultdict[tuple[str, str], list[Said]] = defaultdict(list)
    if not streams:
        return found
    kinds, codes = [kind for kind, _ in streams], [code for _, code in streams]
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [kinds, codes, list(machines), edge])
        for kind, code, machine, subject, to_state, data, *reference in cursor.fetchall():
            said = Said(_reference(reference), machine, subject, to_state, json.loads(data))
            found[kind, code].append(said)
    return found


def _office(lines: Sequence[Said]) -> OfficeFacts:
    return OfficeFacts(*(histories(lines, machine) for machine in _MACHINES))


def _own(asked: Asked, targets: Sequence[Asked], lines: Sequence[Said]) -> Mapping[str, tuple[History, ...]]:
    """What was said of this target: a code may pass to another unit, and what began before that day stays the old's."""
    shares = any(other.place.code == asked.place.code and other.id != asked.id for other in targets)
    found: dict[str, tuple[History, ...]] = {}
    for machine in sorted({line.machine for line in lines}):
        told = histories(lines, machine)
        found[machine] = tuple(each for each in told if not shares or _is_of(asked, targets, each.days[0]))
    return found


def _is_of(asked: Asked, targets: Sequence[Asked], day: date) -> bool:
    """Whether what began on ``day`` under the target's code belongs to it, and not to the one before or after."""
    alike = sorted((each for each in targets if each.place.code == asked.place.code), key=lambda each: each.valid_from)
    holder = next((each for each in reversed(alike) if each.valid_from <= day), alike[0])
    return holder.id == asked.id


def _reference(facts: Sequence[Any]) -> Reference:
    stream, seq, action, occurred_at, recorded_at, digest, flags = facts
    return Reference(stream, seq, action, occurred_at, recorded_at, digest, tuple(flags))
