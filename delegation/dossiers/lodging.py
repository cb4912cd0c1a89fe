"""Taking dossiers in: the shared steps of every door (form, list, partner software, simulation).

A dossier is never taken in alone: the room above creates its sealed items in the same transaction. So this module
offers steps, not a command; the command opens the transaction and calls them in this order::

    with transaction.atomic(durable=True):
        outcomes = lodging.prepare_many(actor, lodgings, now)      # per lodging: Prepared, or the Refused that stops it
        taken = [each for each in outcomes if isinstance(each, Prepared)]
        heads = lodging.write_many(taken, now)                     # dossiers, papers, offices, streams, first lines
        ...                                                        # items, appended behind the same ``heads``

``prepare_many`` judges (fields, policy, mandate at the moment of receipt, duplicates), prices, computes the day of
appointment and allocates codes; nothing but the serial counters is written. ``write_many`` writes. Both take a constant
number of statements for up to 500 lodgings. ``check_many`` is the judging half alone, for previews and for showing
everything wrong with a form; it writes and locks nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import connection, transaction

from delegation.dossiers import codes, policies, queries
from delegation.dossiers.applicants import (
    Applicant,
    keys_to_store,
    last4_key,
    name_key,
    national_phone,
    phone_key,
    tidy,
)
from delegation.dossiers.models import CaseOffice, Channel, Dossier, DossierPaper
from delegation.dossiers.refusals import NoAgencyCode, PossibleDuplicate
from delegation.dossiers.states import MACHINE, DossierState, Service, next_state
from delegation.dossiers.validation import Catalogue, Lodging, Paper, committee_code, problems_of
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
from postal_services.documents.tokens import new_token
from postal_services.errors import Invalid, NotThere, Refused
from postal_services.ids import uuid7
from postal_services.ledger import writer

__all__ = ["Applicant", "Checked", "Lodging", "Paper", "Prepared", "check", "check_many", "prepare_many", "write_many"]

STREAM_KIND = "case"
BATCH = 500
"""Lodgings that one transaction takes at most."""


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


@dataclass(frozen=True, slots=True)
class Prepared:
    """The unsaved rows and the first line of one dossier; ``quote`` explains its charges.

    ``duplicates`` are codes of dossiers that look alike, where nobody was there to be asked.
    """

    dossier: Dossier
    papers: tuple[DossierPaper, ...]
    offices: tuple[CaseOffice, ...]
    entry: writer.Entry
    quote: Quote
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


def prepare_many(actor: Actor, lodgings: Sequence[Lodging], now: datetime) -> list[Prepared | Refused]:
    """Judge lodgings and make ready everything ``write_many`` stores; the outcomes stand in the order given.

    Serials are allocated only to lodgings that are taken in, in the order given, and stay locked until the
    transaction ends. Raises SerialsUsedUp for all of them when an agency's day is full.
    """
    _assert_open()
    outcomes = check_many(actor, lodgings, now)
    taken = [each for each in outcomes if isinstance(each, Checked)]
    new_codes = iter(_codes_for(taken))
    return [
        outcome if isinstance(outcome, Refused) else _prepare_or_refuse(actor, outcome, next(new_codes), now)
        for outcome in outcomes
    ]


def _codes_for(taken: Sequence[Checked]) -> list[str | None]:
    """A code for each lodging, None where the committee has no identifier on that day; two statements."""
    if not taken:
        return []
    days = [day_of(each.received_at) for each in taken]
    agencies = codes.agency_codes([each.committee.code for each in taken], days)
    keys = [
        (agency, day) if (agency := agencies.get((each.committee.code, day))) else None
        for each, day in zip(taken, days, strict=True)
    ]
    serials = {key: iter(found) for key, found in codes.allocate(Counter(key for key in keys if key)).items()}
    return [codes.compose(*key, next(serials[key])) if key else None for key in keys]


def _prepare_or_refuse(actor: Actor, checked: Checked, code: str | None, now: datetime) -> Prepared | Refused:
    if code is None:
        return NoAgencyCode(committee=checked.committee.code)
    return _prepare(actor, checked, code, now)


def write_many(prepared: Sequence[Prepared], now: datetime) -> writer.Heads:
    """Store prepared dossiers with papers, offices, streams and first lines; six statements, whatever their number.

    Gives the locked heads of the case streams, for what the caller appends in the same transaction.
    """
    _assert_open()
    if not prepared:
        return writer.lock([])
    Dossier.objects.bulk_create([each.dossier for each in prepared])
    DossierPaper.objects.bulk_create([paper for each in prepared for paper in each.papers])
    CaseOffice.objects.bulk_create([office for each in prepared for office in each.offices])
    writer.open_streams(STREAM_KIND, {each.dossier.code: each.dossier.id for each in prepared}, at=now)
    heads = writer.lock([each.dossier.id for each in prepared])
    writer.append(heads, [each.entry for each in prepared], recorded_at=now)
    return heads


def _assert_open() -> None:
    if not connection.in_atomic_block:
        msg = "dossiers are taken in inside a transaction only"
        raise transaction.TransactionManagementError(msg)


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


def _prepare(actor: Actor, checked: Checked, code: str, now: datetime) -> Prepared:
    """The rows of one dossier and its first line; the line holds codes and amounts, nothing about the person."""
    action = "register" if checked.standing.at_post else "lodge"
    state = next_state(None, action)
    if state is None:
        raise AssertionError(action)
    dossier = _dossier(actor, checked, code, state, now)
    papers = tuple(
        DossierPaper(dossier=dossier, position=position, name=tidy(paper.name), kind=paper.kind, count=paper.count)
        for position, paper in enumerate(checked.lodging.papers, start=1)
    )
    at_post = checked.standing.at_post
    entry = writer.Entry(
        stream=dossier.id,
        machine=MACHINE,
        action=action,
        from_state="",
        to_state=str(state.value),
        subject=dossier.id,
        occurred_at=checked.received_at,
        office=checked.standing.office,
        counterpart=checked.committee.code if at_post else checked.coverage.post_office,
        actor=actor.user_id,
        device=actor.device_id,
        data={
            "code": code,
            "procedure": dossier.procedure_id,
            "service": dossier.service,
            "committee": dossier.committee_id,
            "post_office": dossier.post_office_id,
            "mandate": str(dossier.mandate_id),
            "unit": checked.unit.code,
            "channel": dossier.channel,
            "papers": sum(paper.count for paper in papers),
            "weight_g": dossier.weight_g,
            "state_fee": dossier.state_fee,
            "postal_charge": dossier.postal_charge,
            "transfer_charge": dossier.transfer_charge,
            **({"due_at": dossier.due_at.isoformat()} if dossier.due_at else {}),
        },
    )
    offices = tuple(CaseOffice(dossier=dossier, office_id=office) for office in sorted(checked.offices))
    return Prepared(dossier, papers, offices, entry, checked.quote, checked.duplicates)


def _dossier(actor: Actor, checked: Checked, code: str, state: DossierState, now: datetime) -> Dossier:
    lodging, applicant = checked.lodging, checked.lodging.applicant
    phone = national_phone(applicant.phone) or ""
    return Dossier(
        id=uuid7(),
        code=code,
        token=new_token(),
        procedure=checked.procedure,
        committee=checked.committee,
        post_office_id=checked.coverage.post_office,
        mandate_id=checked.coverage.mandate,
        unit=checked.unit,
        service=lodging.service,
        state=state,
        channel=lodging.channel,
        source=lodging.source,
        applicant_name=tidy(applicant.name),
        applicant_phone=phone,
        applicant_address=tidy(applicant.address),
        phone_key=phone_key(phone),
        phone_last4_key=last4_key(code, phone),
        name_key=name_key(applicant.name),
        name_word_keys=keys_to_store(applicant.name),
        categories=sorted(set(applicant.categories)),
        weight_g=lodging.weight_g,
        state_fee=checked.state_fee,
        postal_charge=checked.quote.postal,
        transfer_charge=checked.quote.transfer,
        exemption=checked.quote.exemption or "",
        received_at=checked.received_at,
        due_at=checked.due_at,
        recorded_at=now,
        modified_at=now,
        lodged_by_id=actor.user_id,
    )
