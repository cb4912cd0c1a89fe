"""Judging lodgings: policy, fields, the mandate at the moment of receipt, price, appointment, possible duplicates.

Nothing here is written or locked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from delegation.dossiers import policies, queries
from delegation.dossiers.models import Channel
from delegation.dossiers.refusals import PossibleDuplicate
from delegation.dossiers.states import Service
from delegation.dossiers.validation import Catalogue, Lodging, committee_code, problems_of
from delegation.mandates import queries as mandates
from delegation.mandates.models import MandateTask
from delegation.mandates.queries import Act, Coverage
from delegation.mandates.refusals import NotMandated, TaskNotDelegated
from delegation.registry import calendar, tariff
from delegation.registry.calendar import WorkingCalendar
from delegation.registry.models import Office, OfficeKind, Procedure, Unit
from delegation.registry.tariff import Quote, Tariff
from postal_services.accounts.actors import Actor
from postal_services.clock import day_of
from postal_services.errors import Invalid, NotThere, Refused


@dataclass(frozen=True, slots=True)
class Checked:
    """A lodging that may be taken in, with everything the judgement found out on the way."""

    lodging: Lodging
    standing: policies.Standing
    coverage: Coverage
    procedure: Procedure
    committee: Office
    unit: Unit
    received_at: datetime
    due_at: datetime | None
    quote: Quote
    state_fee: int
    offices: frozenset[str]
    duplicates: tuple[str, ...] = ()


def check(lodging: Lodging, actor: Actor, now: datetime) -> Checked:
    """Judge one lodging; raises the Refused (Invalid with fields, NotMandated, …) that stops it."""
    outcome = check_many(actor, [lodging], now)[0]
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def check_many(actor: Actor, lodgings: Sequence[Lodging], now: datetime) -> list[Checked | Refused]:
    """Judge lodgings in their order: policy, fields, mandate at the moment of receipt, possible duplicates."""
    catalogue = Catalogue.read(actor, lodgings)
    outcomes: dict[int, Checked | Refused] = {}
    standings: dict[int, policies.Standing] = {}
    for position, lodging in enumerate(lodgings):
        try:
            standings[position] = _judge(actor, lodging, catalogue, now)
        except Refused as refused:
            outcomes[position] = refused
    covered = _cover(lodgings, standings, now)
    prices = _Prices()
    for position, standing in standings.items():
        coverage = covered[position]
        try:
            if isinstance(coverage, Refused):
                raise coverage
            outcomes[position] = _checked(
                standing, coverage, _parts(lodgings[position], catalogue, now), catalogue, prices
            )
        except Refused as refused:
            outcomes[position] = refused
    _hold_duplicates(outcomes)
    return [outcomes[position] for position in range(len(lodgings))]


def _hold_duplicates(outcomes: dict[int, Checked | Refused]) -> None:
    """Put lodgings aside that look like one of the last 24 hours, or like one before them in the same batch.

    A partner's program has nobody to ask: its dossiers are taken in, and the ones that look alike are named.
    """
    fresh = {
        n: each
        for n, each in sorted(outcomes.items())
        if isinstance(each, Checked) and not each.lodging.confirm_duplicate
    }
    if not fresh:
        return
    askings = [
        queries.SamePerson(each.lodging.applicant, each.procedure.code, each.committee.code, each.received_at)
        for each in fresh.values()
    ]
    for (position, each), found in zip(fresh.items(), queries.duplicates_of(askings), strict=True):
        if found and each.lodging.channel == Channel.API:
            outcomes[position] = replace(each, duplicates=found)
        elif found:
            outcomes[position] = PossibleDuplicate(found)


def _judge(actor: Actor, lodging: Lodging, catalogue: Catalogue, now: datetime) -> policies.Standing:
    """Policy first, so that nobody learns from field problems about a committee that is not theirs."""
    standing = policies.require_may_lodge(
        actor, committee_code(lodging.committee), lodging.service, lodging.post_office, catalogue.offices
    )
    problems = problems_of(lodging, catalogue, now)
    if problems:
        raise Invalid(problems)
    return standing


def _cover(
    lodgings: Sequence[Lodging], standings: Mapping[int, policies.Standing], now: datetime
) -> dict[int, Coverage | Refused]:
    """The mandate that covers each lodging at its moment of receipt, or why there is none."""
    acts: list[tuple[int, Act]] = []
    for position, standing in standings.items():
        lodging = lodgings[position]
        committee, at = committee_code(lodging.committee), lodging.received_at or now
        acts.extend(
            (position, Act(committee, post_office, lodging.procedure.strip(), at))
            for post_office in standing.post_offices or ("",)
        )
    found: dict[int, Coverage | Refused] = {}
    for (position, _), coverage in zip(acts, mandates.covering_many([act for _, act in acts]), strict=True):
        if coverage is not None:
            found.setdefault(position, coverage)
    missing = [(position, act) for position, act in acts if position not in found]
    reasons: dict[int, list[NotMandated]] = {}
    for (position, _), why in zip(missing, mandates.refusals_for([act for _, act in missing]), strict=True):
        reasons.setdefault(position, []).append(why)
    partners = mandates.ever_mandated([act for _, act in missing])
    for position, whys in reasons.items():
        sides = {(act.committee, act.post_office) for each, act in missing if each == position}
        if standings[position].at_post and not sides & partners:
            found[position] = NotThere()
        else:
            found[position] = next((why for why in whys if why.code != NotMandated.code), whys[0])
    return {position: _with_task(lodgings[position], each) for position, each in found.items()}


def _with_task(lodging: Lodging, coverage: Coverage | Refused) -> Coverage | Refused:
    """The mandate must also delegate the kind of work that the service needs."""
    if isinstance(coverage, Refused):
        return coverage
    needed = {
        Service.SEND.value: (MandateTask.RECEIVE,),
        Service.RETURN.value: (MandateTask.RETURN,),
        Service.BOTH.value: (MandateTask.RECEIVE, MandateTask.RETURN),
    }[lodging.service]
    for task in needed:
        if task.value not in coverage.tasks:
            return TaskNotDelegated(number=coverage.number, task=task.label)
    return coverage


class _Prices:
    """Tariff and calendar of one batch, each looked up once a day of receipt."""

    def __init__(self) -> None:
        self._tariffs: dict[date, Tariff] = {}
        self._calendar: WorkingCalendar | None = None

    def quote(self, checked: "_Parts") -> Quote:
        """What the citizen pays, from the district of the committee to the commune and back."""
        day = day_of(checked.received_at)
        if day not in self._tariffs:
            self._tariffs[day] = tariff.on(day)
        ends = (checked.unit, checked.committee.unit)
        origin, destination = ends[::-1] if checked.lodging.service == Service.RETURN else ends
        return self._tariffs[day].quote(
            checked.lodging.service,
            origin,
            destination,
            weight_g=checked.lodging.weight_g,
            categories=checked.lodging.applicant.categories,
            state_fee=checked.state_fee,
        )

    def due_at(self, checked: "_Parts") -> datetime:
        """The day of appointment: the procedure's working days by the committee's own calendar."""
        if self._calendar is None:
            self._calendar = calendar.current()
        return self._calendar.due_at(checked.received_at, checked.procedure.working_days, checked.committee.code)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a lodging names, found in the catalogue."""

    lodging: Lodging
    procedure: Procedure
    committee: Office
    unit: Unit
    received_at: datetime
    state_fee: int


def _parts(lodging: Lodging, catalogue: Catalogue, now: datetime) -> _Parts:
    received_at = lodging.received_at or now
    unit = catalogue.unit_on(lodging.applicant.unit, day_of(received_at))
    if unit is None:
        raise NotThere
    procedure = catalogue.procedures[lodging.procedure.strip()]
    return _Parts(
        lodging=lodging,
        procedure=procedure,
        committee=catalogue.offices[committee_code(lodging.committee)],
        unit=unit,
        received_at=received_at,
        state_fee=procedure.state_fee if lodging.state_fee is None else lodging.state_fee,
    )


def _checked(
    standing: policies.Standing, coverage: Coverage, parts: _Parts, catalogue: Catalogue, prices: _Prices
) -> Checked:
    """Price and appointment; NoTariff and CalendarEnds refuse days that the tables do not reach.

    What a clerk takes in at a counter reaches the agency later: its clock starts, and its appointment is made, when the
    agency receives it.
    """
    return Checked(
        lodging=parts.lodging,
        standing=standing,
        coverage=coverage,
        procedure=parts.procedure,
        committee=parts.committee,
        unit=parts.unit,
        received_at=parts.received_at,
        due_at=None if standing.at_post else prices.due_at(parts),
        quote=prices.quote(parts),
        state_fee=parts.state_fee,
        offices=_case_offices(standing, coverage, parts, catalogue),
    )


def _case_offices(
    standing: policies.Standing, coverage: Coverage, parts: _Parts, catalogue: Catalogue
) -> frozenset[str]:
    """Both sides of the mandate, the counter, and the post offices on the way to another district."""
    offices = {parts.committee.code, coverage.post_office, standing.office}
    district = parts.unit.district
    at_home = next(
        (
            office.code
            for office in catalogue.offices.values()
            if office.kind == OfficeKind.DISTRICT_POST and district is not None and office.unit_id == district.pk
        ),
        coverage.post_office,
    )
    if at_home != coverage.post_office:
        offices.add(at_home)
        offices |= {o.code for o in catalogue.offices.values() if o.kind == OfficeKind.PROVINCIAL_POST}
    return frozenset(offices)
