"""Which procedures have been used from which communes of a district: the squares of a board, filled by cases alone.

A square is one commune and one procedure that the committee's mandates delegate on the day. It is filled from the
first case on that was handed over, and says nothing about how many ought to be.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Prefetch

from delegation.mandates.queries import delegations_in_force
from delegation.registry.models import Unit, UnitSuccession
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere
from tracking.measures.queries import Cases, Origin, handed_over_by, origins

ONE_DAY = timedelta(days=1)
OTHER = "khac"
"""Stands for what is in no row, or in no column."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Cases of a square, a row or a column; ``simulated`` of them are played."""

    cases: int = 0
    simulated: int = 0

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(self.cases + other.cases, self.simulated + other.simulated)

    @property
    def is_used(self) -> bool:
        """Whether there was at least one case."""
        return self.cases > 0

    @property
    def is_only_simulated(self) -> bool:
        """Whether every case that there was is played."""
        return 0 < self.cases == self.simulated


NONE = Tally()


@dataclass(frozen=True, slots=True)
class Commune:
    """One row; ``units`` are the editions of the commune, and those before it whose cases are its own now."""

    code: str
    name: str
    units: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Procedure:
    """One column."""

    code: str
    name: str
    field: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """A post office to narrow the board to."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """The board of one committee as of a day, narrowed to one post office or not.

    ``elsewhere`` are cases of applicants who live in no commune of the district, ``no_longer`` those of procedures that
    are not delegated on that day. ``rows_on`` is the day whose communes and mandates are asked: the last one of a
    district that has ended.
    """

    day: date
    rows_on: date
    communes: tuple[Commune, ...]
    procedures: tuple[Procedure, ...]
    carriers: tuple[Carrier, ...]
    squares: Mapping[tuple[str, str], Tally]
    elsewhere: Tally
    no_longer: Tally

    def square(self, commune: str, procedure: str) -> Tally:
        """One commune and one procedure."""
        return self.squares.get((commune, procedure), NONE)

    def of_commune(self, commune: str) -> Tally:
        """All procedures of one commune."""
        return _sum(self.square(commune, each.code) for each in self.procedures)

    def of_procedure(self, procedure: str) -> Tally:
        """One procedure in all communes."""
        return _sum(self.square(each.code, procedure) for each in self.communes)

    @property
    def whole(self) -> Tally:
        """All squares together."""
        return _sum(self.squares.values())

    @property
    def all(self) -> int:
        """How many squares there are."""
        return len(self.communes) * len(self.procedures)

    @property
    def used(self) -> int:
        """How many squares have at least one case."""
        return sum(each.is_used for each in self.squares.values())

    @property
    def only_simulated(self) -> int:
        """How many squares have nothing but played cases."""
        return sum(each.is_only_simulated for each in self.squares.values())

    @property
    def simulated(self) -> bool:
        """Whether anything that is counted is played."""
        return any(each.simulated for each in (self.whole, self.elsewhere, self.no_longer))

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 % means every square; None where there is none."""
        return self.used * 100 // self.all if self.all else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose board: a district, its committee, and where one has ended the day since which it is gone."""

    district: str
    committee: str
    ended_on: date | None = None
    post_office: str = ""


def coverage(wanted: Wanted, day: date, now: datetime | None = None) -> Coverage:
    """The board as of the end of a day; six statements, one of which counts, however many cases there are."""
    rows_on = min(day, wanted.ended_on - ONE_DAY) if wanted.ended_on else day
    counted = origins(wanted.committee, day, now=now)
    delegated = delegations_in_force(wanted.committee, _last_moment(rows_on))
    communes = _communes(wanted.district, rows_on, {each.unit for each in counted})
    carriers = {each.post_office: Carrier(each.post_office, each.post_office_name) for each in delegated}
    if wanted.post_office:
        counted = [each for each in counted if each.post_office == wanted.post_office]
        delegated = [each for each in delegated if each.post_office == wanted.post_office]
    procedures = {each.procedure: Procedure(each.procedure, each.name, each.field) for each in delegated}
    squares, elsewhere, no_longer = _fill(counted, communes, procedures)
    return Coverage(
        day,
        rows_on,
        tuple(communes),
        tuple(procedures.values()),
        tuple(carriers[code] for code in sorted(carriers)),
        squares,
        elsewhere,
        no_longer,
    )


def cases_of(actor: Actor, wanted: Wanted, board: Coverage, commune: str = "", procedure: str = "") -> Cases:
    """The cases of a square, a row, a column or all of them, as far as the actor may see them.

    An empty word means every row or column, ``OTHER`` what stands in none. Raises ``NotThere`` for one that the board
    does not have.
    """
    rows = handed_over_by(actor, wanted.committee, board.day, wanted.post_office)
    codes = [each.code for each in board.procedures]
    if procedure == OTHER:
        return rows.exclude(procedure__in=codes)
    if procedure and procedure not in codes:
        raise NotThere
    rows = rows.filter(procedure__in=[procedure] if procedure else codes)
    homes = {each.code: each.units for each in board.communes}
    everywhere = [unit for units in homes.values() for unit in units]
    if commune == OTHER:
        return rows.exclude(dossier__unit__in=everywhere)
    if commune and commune not in homes:
        raise NotThere
    return rows.filter(dossier__unit__in=homes[commune] if commune else everywhere)


def _last_moment(day: date) -> datetime:
    return datetime.combine(day + ONE_DAY, time(), clock.VN) - timedelta(microseconds=1)


def _communes(district: str, day: date, seen: set[UUID]) -> Sequence[Commune]:
    """The communes of a district on a day by name, each with the units whose cases count as its own.

    A unit that has ended counts with the commune that bears its code now, or else with the one that took it over; where
    several did, nobody can say where its people live now, and it counts with none.
    """
    rows = list(Unit.objects.communes().valid_on(day).filter(parent__code=district).order_by("short_name", "code"))
    here = {unit.pk: unit.code for unit in rows}
    units: dict[str, list[UUID]] = {unit.code: [unit.pk] for unit in rows}
    strangers = seen - here.keys()
    if strangers:
        followed = Prefetch("successions", UnitSuccession.objects.filter(on__lte=day))
        for unit in Unit.objects.filter(pk__in=strangers, parent__code=district).prefetch_related(followed):
            heirs = {here.get(each.new_id) for each in unit.successions.all()}
            home = unit.code if unit.code in units else heirs.pop() if len(heirs) == 1 else None
            if home:
                units[home].append(unit.pk)
    return [Commune(unit.code, unit.name, tuple(units[unit.code])) for unit in rows]


def _fill(
    counted: Iterable[Origin], communes: Iterable[Commune], procedures: Mapping[str, Procedure]
) -> tuple[dict[tuple[str, str], Tally], Tally, Tally]:
    """The squares, what comes from elsewhere, and what is no longer delegated."""
    homes = {unit: commune.code for commune in communes for unit in commune.units}
    squares: dict[tuple[str, str], Tally] = {}
    elsewhere = no_longer = NONE
    for each in counted:
        home, tally = homes.get(each.unit), Tally(each.cases, each.simulated)
        if each.procedure not in procedures:
            no_longer = no_longer.plus(tally)
        elif home is None:
            elsewhere = elsewhere.plus(tally)
        else:
            key = (home, each.procedure)
            squares[key] = squares.get(key, NONE).plus(tally)
    return squares, elsewhere, no_longer


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = NONE
    for each in tallies:
        total = total.plus(each)
    return total
