"""Which committees give work to which post offices in a time, and how many dossiers each of them has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import merge

from delegation.mandates.models import Mandate, MandateTask
from postal_services import clock

from .days import Period, at, stretches

WAVE = 250
"""Dossiers that are played together, from the counter to the door."""
_LONGEST_STRETCH = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """A committee and the post office it has mandated, with the working days on which the mandate held.

    ``communes`` counts the communes of the district: more communes, more dossiers.
    """

    committee: str
    post_office: str
    district: str
    days: tuple[date, ...]
    procedures: tuple[str, ...]
    sends: bool
    communes: int


@dataclass(frozen=True, slots=True)
class Wave:
    """Dossiers of one committee that are taken in on neighbouring days."""

    pair: Pair
    number: int
    days: Sequence[date]
    size: int


def pairs(period: Period, communes: Mapping[str, Sequence[str]]) -> list[Pair]:
    """The mandates that held at some time of the period and include bringing results home."""
    end = at(period.last + timedelta(days=1), 0)
    rows = Mandate.objects.filter(spans__from_at__lt=end, tasks__contains=[MandateTask.RETURN]).distinct()
    rows = rows.select_related("committee__unit").prefetch_related("spans", "delegated")
    found = (_pair(mandate, period, communes) for mandate in rows.order_by("committee", "effective_from", "number"))
    return [pair for pair in found if pair is not None]


def _pair(mandate: Mandate, period: Period, communes: Mapping[str, Sequence[str]]) -> Pair | None:
    days = _days_in_force(mandate, period)
    procedures = tuple(
        sorted(
            each.procedure_id
            for each in mandate.delegated.all()
            if days and each.valid_from <= days[0] and (each.valid_to is None or each.valid_to > days[-1])
        )
    )
    district = mandate.committee.unit.code
    if not procedures or district not in communes:
        return None
    return Pair(
        committee=mandate.committee_id,
        post_office=mandate.post_office_id,
        district=district,
        days=days,
        procedures=procedures,
        sends=MandateTask.RECEIVE in mandate.tasks,
        communes=len(communes[district]),
    )


def _days_in_force(mandate: Mandate, period: Period) -> tuple[date, ...]:
    """Working days of the period that lie whole in a span of the mandate."""
    days: set[date] = set()
    for span in mandate.spans.all():
        first = clock.day_of(span.from_at - timedelta(microseconds=1)) + timedelta(days=1)
        last = clock.day_of(span.to_at) - timedelta(days=1) if span.to_at else period.last
        last = min(last, mandate.effective_to or last)
        days.update(period.days(max(first, mandate.effective_from), last))
    return tuple(sorted(days))


def waves(found: Sequence[Pair], dossiers: int) -> Iterator[Wave]:
    """``dossiers`` shared out among the pairs and over their days, in the order of their first day; made one by one."""
    return merge(
        *(_waves(pair, size) for pair, size in zip(found, _shares(found, dossiers), strict=True) if size),
        key=lambda wave: (wave.days[0], wave.pair.committee, wave.number),
    )


def _shares(found: Sequence[Pair], dossiers: int) -> list[int]:
    """By communes and days; what rounding leaves over goes to the first ones."""
    weights = [pair.communes * len(pair.days) for pair in found]
    shares = [dossiers * weight // sum(weights) for weight in weights]
    for n in range(dossiers - sum(shares)):
        shares[n % len(shares)] += 1
    return shares


def _waves(pair: Pair, dossiers: int) -> Iterator[Wave]:
    pieces = -(-dossiers // WAVE)
    for number, days in enumerate(stretches(pair.days, pieces, _LONGEST_STRETCH)):
        size = dossiers * (number + 1) // pieces - dossiers * number // pieces
        yield Wave(pair, number, days, size)
