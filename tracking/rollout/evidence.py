"""Item 2 of Notice 44/TB-UBND, judged from the ledger as of any day.

A fact counts on the day it happened (``occurred_at``), even where it was written down later; every reference says when
that was. Evidence that the house does not record yet is never met: nothing is typed in.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from delegation.mandates.states import MandateState
from postal_services import clock

from .board import District, districts

DIRECTIVE = "44-TB-UBND"
ASK = 2

KEYS: tuple[str, ...] = (
    "mandate_signed",
    "procedures_published",
    "offices_staffed",
    "devices_enrolled",
    "staff_trained",
    "first_hand_over",
    "sustained_use",
    "accepted_by_province",
)
"""What a committee has to show, in the order of the notice's plan."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One line of the ledger: its stream's code and number, when it happened and when it was written."""

    stream: str
    seq: int
    action: str
    occurred_at: datetime
    recorded_at: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing to show: whether it is met on the day, since when, by which lines, and why not."""

    key: str
    met: bool
    on: date | None = None
    reason: str = ""
    lines: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One committee."""

    district: District
    evidence: tuple[Evidence, ...]

    @property
    def complete(self) -> bool:
        """Whether everything is shown."""
        return all(each.met for each in self.evidence)


@dataclass(frozen=True, slots=True)
class Progress:
    """The whole item as of a day."""

    as_of: date
    targets: tuple[Target, ...]

    @property
    def complete(self) -> int:
        """Committees that have shown everything."""
        return sum(target.complete for target in self.targets)

    @property
    def share(self) -> float:
        """The part of the committees that is complete, 0 to 1."""
        return round(self.complete / len(self.targets), 4) if self.targets else 0.0


def progress(as_of: date) -> Progress:
    """How far the 17 committees had come by the end of ``as_of`` (Vietnam); three statements."""
    edge = datetime.combine(as_of + timedelta(days=1), time(), clock.VN)
    places = districts()
    committees = [place.committee for place in places]
    mandates, firsts = _mandate_lines(committees, edge), _first_hand_overs(committees, edge)
    targets = []
    for place in places:
        known = {
            "mandate_signed": judge_mandates(mandates[place.committee], as_of),
            "first_hand_over": judge_first(firsts.get(place.committee, ())),
        }
        missing = (Evidence(key, met=False, reason="not_recorded") for key in KEYS)
        targets.append(Target(place, tuple(known.get(each.key, each) for each in missing)))
    return Progress(as_of, tuple(targets))


@dataclass(frozen=True, slots=True)
class MandateLine:
    """A line about one mandate, with the last day of that mandate."""

    mandate: str
    effective_to: date | None
    to_state: str
    reference: Reference


def judge_mandates(lines: Iterable[MandateLine], as_of: date) -> Evidence:
    """Met while a mandate that both sides signed is in force; the longest standing one counts."""
    by_mandate: defaultdict[str, list[MandateLine]] = defaultdict(list)
    for line in lines:
        by_mandate[line.mandate].append(line)
    standing, reasons = [], set()
    for history in by_mandate.values():
        last = history[-1]
        if last.effective_to is not None and last.effective_to < as_of:
            reasons.add(MandateState.ENDED.value)
        elif last.to_state == MandateState.IN_FORCE:
            standing.append(history)
        else:
            reasons.add(last.to_state)
    if not standing:
        telling = [MandateState.SUSPENDED, MandateState.ENDED, MandateState.SIGNED]
        reason = next((state.value for state in telling if state.value in reasons), "not_signed")
        return Evidence("mandate_signed", met=False, reason=reason)
    best = min(standing, key=lambda history: history[-1].reference.occurred_at)
    references = tuple(line.reference for line in best if line.reference.action != "draft")
    return Evidence("mandate_signed", met=True, on=clock.day_of(best[-1].reference.occurred_at), lines=references)


def judge_first(lines: Sequence[Reference]) -> Evidence:
    """Met from the day the first countersigned list took an item over."""
    if not lines:
        return Evidence("first_hand_over", met=False, reason="none_yet")
    return Evidence("first_hand_over", met=True, on=clock.day_of(lines[0].occurred_at), lines=tuple(lines))


_MANDATES = """
SELECT m.committee_id, m.id::text, m.effective_to, l.to_state, s.code, l.seq, l.action, l.occurred_at, l.recorded_at,
       encode(l.hash, 'hex')
  FROM mandates_mandate m
  JOIN ledger_stream s ON s.id = m.id
  JOIN ledger_line l ON l.stream_id = m.id AND l.machine = 'mandate'
 WHERE m.committee_id = ANY(%s) AND l.occurred_at < %s
 ORDER BY m.id, l.seq
"""


def _mandate_lines(committees: Sequence[str], edge: datetime) -> Mapping[str, list[MandateLine]]:
    """The lines of the committees' mandates that had happened before ``edge``, by committee."""
    found: defaultdict[str, list[MandateLine]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_MANDATES, [list(committees), edge])
        for committee, mandate, effective_to, to_state, *reference in cursor.fetchall():
            found[committee].append(MandateLine(mandate, effective_to, to_state, _reference(reference)))
    return found


_FIRSTS = """
SELECT DISTINCT ON (asked.committee) asked.committee,
       s.code, l.seq, l.action, l.occurred_at, l.recorded_at, encode(l.hash, 'hex'),
       taken.code, taken.seq, taken.action, taken.occurred_at, taken.recorded_at, taken.hash
  FROM unnest(%s::text[]) AS asked(committee)
  JOIN custody_handover h ON asked.committee IN (h.giver_id, h.receiver_id) AND h.countersigned_at < %s
  JOIN ledger_line l ON l.stream_id = h.stream_id AND l.subject = h.id AND l.action = 'countersign'
  JOIN ledger_stream s ON s.id = l.stream_id
 CROSS JOIN LATERAL (
       SELECT cs.code, il.seq, il.action, il.occurred_at, il.recorded_at, encode(il.hash, 'hex') AS hash
         FROM custody_handoverline hl
         JOIN custody_item i ON i.id = hl.item_id
         JOIN dossiers_dossier d ON d.id = i.dossier_id AND d.committee_id = asked.committee
         JOIN ledger_line il ON il.stream_id = i.dossier_id AND il.subject = i.id
                            AND il.data ->> 'hand_over' = h.id::text
                            AND il.action IN ('accept', 'hand_in', 'hand_back')
         JOIN ledger_stream cs ON cs.id = il.stream_id
        WHERE hl.hand_over_id = h.id AND hl.verdict IN ('received', 'damaged')
        ORDER BY hl.position LIMIT 1) AS taken
 WHERE l.occurred_at < %s
 ORDER BY asked.committee, l.occurred_at, l.stream_id, l.seq
"""


def _first_hand_overs(committees: Sequence[str], edge: datetime) -> Mapping[str, tuple[Reference, ...]]:
    """By committee, the line of its first countersigned list and the line by which its first item changed hands."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRSTS, [list(committees), edge, edge])
        return {committee: (_reference(facts[:6]), _reference(facts[6:])) for committee, *facts in cursor.fetchall()}


def _reference(facts: Sequence[Any]) -> Reference:
    stream, seq, action, occurred_at, recorded_at, digest = facts
    return Reference(stream, seq, action, occurred_at, recorded_at, digest[:16])
