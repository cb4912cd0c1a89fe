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
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from delegation.dossiers import codes
from delegation.dossiers.applicants import (
    Applicant,
    keys_to_store,
    last4_key,
    name_key,
    national_phone,
    phone_key,
    tidy,
)
from delegation.dossiers.judging import Checked, check, check_many
from delegation.dossiers.models import CaseOffice, Dossier, DossierPaper
from delegation.dossiers.refusals import NoAgencyCode
from delegation.dossiers.states import MACHINE, DossierState, next_state
from delegation.dossiers.validation import Lodging, Paper
from delegation.registry.tariff import Quote
from postal_services.accounts.actors import Actor
from postal_services.clock import day_of
from postal_services.documents.tokens import new_token
from postal_services.errors import Refused
from postal_services.ids import uuid7
from postal_services.ledger import writer

__all__ = [
    "Applicant",
    "Checked",
    "Lodging",
    "Paper",
    "Prepared",
    "check",
    "check_many",
    "prepare_many",
    "store_many",
    "write_many",
]

STREAM_KIND = "case"
BATCH = 500
"""Lodgings that one transaction takes at most."""


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
    heads = store_many(prepared, now)
    writer.append(heads, [each.entry for each in prepared], recorded_at=now)
    return heads


def store_many(prepared: Sequence[Prepared], now: datetime) -> writer.Heads:
    """The same without the first lines: the caller appends each ``entry`` first, together with lines of its own."""
    _assert_open()
    if not prepared:
        return writer.lock([])
    Dossier.objects.bulk_create([each.dossier for each in prepared])
    DossierPaper.objects.bulk_create([paper for each in prepared for paper in each.papers])
    CaseOffice.objects.bulk_create([office for each in prepared for office in each.offices])
    writer.open_streams(STREAM_KIND, {each.dossier.code: each.dossier.id for each in prepared}, at=now)
    return writer.lock([each.dossier.id for each in prepared])


def _assert_open() -> None:
    if not connection.in_atomic_block:
        msg = "dossiers are taken in inside a transaction only"
        raise transaction.TransactionManagementError(msg)


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
            "offices": sorted(checked.offices),
            "channel": dossier.channel,
            "papers": sum(paper.count for paper in papers),
            "weight_g": dossier.weight_g,
            "working_days": checked.procedure.working_days,
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
