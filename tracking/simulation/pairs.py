"""Which committees give work to which post offices in a time, and how many dossiers each of them has."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import merge

from delegation.mandates.models import Mandate, MandateTask
from postal_services import clock

from .days import Period, at, stretches
from .story import Tale, busy

WAVE = 250
"""Dossiers that are played together, from the counter to the door."""
_LONGEST_STRETCH = 5
_FORTNIGHT = 10
"""Working days."""
_A_TRIP = 12
"""Dossiers beyond the steady ones that are worth a wave of their own."""


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
class Season:
    """Neighbouring working days of one pair that are equally busy; ``few`` limits their dossiers where it is set."""

    pair: Pair
    days: tuple[date, ...]
    weight: float
    few: int = 0


@dataclass(frozen=True, slots=True)
class Wave:
    """Dossiers of one committee that are taken in on neighbouring days.

    ``steady`` ones are such as the desk has every week, with short terms, so that the post's trips come regularly.
    """

    pair: Pair
    number: int
    days: Sequence[date]
    size: int
    steady: bool = False


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


def seasons(found: Iterable[Pair], tales: Mapping[str, Tale]) -> list[Season]:
    """When each pair is how busy: as its tale says, in fortnights; without tales on all its days alike."""
    told = [season for pair in found if pair.district in tales for season in _told(pair, tales[pair.district])]
    return told or [Season(pair, pair.days, pair.communes * len(pair.days)) for pair in found]


def _told(pair: Pair, tale: Tale) -> Iterator[Season]:
    for stretch, days in busy(tale, pair.days):
        for start in range(0, len(days), _FORTNIGHT):
            part = days[start : start + _FORTNIGHT]
            yield Season(pair, part, stretch.weight * len(part) * pair.communes**0.5, stretch.few)


def shares(
    found: Sequence[Season], dossiers: int, least: int = 0, finishing: Collection[str] = frozenset()
) -> list[int]:
    """``dossiers`` shared out among the seasons, to the last one.

    Seasons with few get at most those; every other one gets ``least`` if there are enough, and the rest goes by weight;
    what rounding leaves over goes to the first ones. Where there are not enough for all, as many districts as possible
    of those that are ``finishing`` get theirs whole, and the others share what is left.
    """
    given = [0] * len(found)
    left = dossiers
    busy_ones = [place for place, season in enumerate(found) if not season.few]
    for place, season in enumerate(found):
        given[place] = min(season.few, left) if busy_ones else 0
        left -= given[place]
    places = busy_ones or list(range(len(found)))
    if chosen := _whole(found, places, left, least, finishing):
        for place in chosen:
            given[place] = least
        left -= least * len(chosen)
        places = [place for place in places if place not in chosen]
    floor = min(least, left // len(places)) if not chosen else 0
    left -= floor * len(places)
    whole = sum(found[place].weight for place in places)
    for place in places:
        given[place] += floor + int(left * found[place].weight / whole)
    for place in range(dossiers - sum(given)):
        given[places[place % len(places)]] += 1
    return given


def _whole(
    found: Sequence[Season], places: Sequence[int], dossiers: int, least: int, finishing: Collection[str]
) -> frozenset[int]:
    """Where there are not enough for all: the seasons of the districts that need fewest, as many as can be served."""
    if not least or dossiers >= least * len(places):
        return frozenset()
    seasons_of: dict[str, list[int]] = {}
    for place in places:
        if found[place].pair.district in finishing:
            seasons_of.setdefault(found[place].pair.district, []).append(place)
    chosen: set[int] = set()
    for _, theirs in sorted(seasons_of.items(), key=lambda each: (len(each[1]), each[0])):
        if least * (len(chosen) + len(theirs)) <= dossiers:
            chosen.update(theirs)
    return frozenset(chosen)


def waves(found: Sequence[Season], sizes: Sequence[int], least: int = 0) -> Iterator[Wave]:
    """Every season's dossiers over its days, in the order of their first day; made one by one.

    The ``least`` that a season has are steady ones; what it has beyond them is of every kind.
    """
    numbers: dict[str, int] = {}
    runs = []
    for season, size in zip(found, sizes, strict=True):
        for part, steady in _parts(size, season.few or least):
            first = numbers.get(season.pair.committee, 0)
            numbers[season.pair.committee] = first + -(-part // WAVE)
            runs.append(_waves(season, part, first, steady=steady))
    return merge(*runs, key=lambda wave: (wave.days[0], wave.pair.committee, wave.number))


def _parts(size: int, least: int) -> Iterator[tuple[int, bool]]:
    """The steady part of a season's dossiers, and what is left where it is worth a trip of its own."""
    is_thin = size < least + _A_TRIP
    steady = size if least and is_thin else least
    if steady:
        yield steady, True
    if size - steady:
        yield size - steady, False


def _waves(season: Season, dossiers: int, first: int, *, steady: bool) -> Iterator[Wave]:
    pieces = -(-dossiers // WAVE)
    for number, days in enumerate(stretches(season.days, pieces, _LONGEST_STRETCH)):
        size = dossiers * (number + 1) // pieces - dossiers * number // pieces
        yield Wave(season.pair, first + number, days, size, steady)
