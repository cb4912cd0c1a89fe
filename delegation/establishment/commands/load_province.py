"""Loading a province from a folder of lists: all of it or nothing, and nothing where it agrees already."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from delegation.establishment.adoption import Recorded, record_within
from delegation.establishment.lists.numbers import check_agency_codes, check_parameters, check_procedures
from delegation.establishment.lists.people import check_people
from delegation.establishment.lists.places import Places
from delegation.establishment.lists.reading import Faults, Lists, Record, read_folder
from delegation.registry.loading import Change, bring
from delegation.registry.models import (
    AgencyCode,
    Office,
    Parameter,
    Post,
    Procedure,
    ProcedurePaper,
    Unit,
    UnitKind,
    UnitSuccession,
)
from delegation.registry.models.units import COMMUNE_KINDS, DISTRICT_KINDS
from delegation.registry.reference import LOCK, known_units, remove_surplus_papers
from delegation.registry.reference_files import UnitOn
from postal_services import clock
from postal_services.accounts.keys import new_code
from postal_services.accounts.models import User

_LEVELS: tuple[tuple[str, ...], ...] = ((UnitKind.PROVINCE,), DISTRICT_KINDS, COMMUNE_KINDS)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was written, and the passwords of those who got a sign-in now, by username: told once."""

    changes: tuple[Change, ...]
    recorded: Recorded
    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)


@transaction.atomic(durable=True)
def load_province(folder: Path, *, dry_run: bool = False) -> Loaded:
    """Bring the registry to what the lists in ``folder`` say, and write the ledger's lines about what is new.

    Nothing is ever removed but papers of a procedure that a list no longer names. With ``dry_run`` everything is tried
    and taken back; no passwords are given. Raises ListsFaulty with every fault.
    """
    lists = read_folder(folder)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
    _check(lists, clock.today())
    changes = [*_units(lists), *_offices(lists), *_procedures(lists)]
    people, passwords = _people(lists["people.csv"])
    done = tuple(change for change in _by_table((*changes, *people)) if change)
    recorded = record_within()
    if dry_run:
        transaction.set_rollback(True)
        passwords = {}
    return Loaded(done, recorded, passwords)


def _by_table(changes: Iterable[Change]) -> Iterator[Change]:
    """One change a table."""
    found: dict[str, list[Change]] = {}
    for each in changes:
        found.setdefault(each.table, []).append(each)
    for table, parts in found.items():
        yield Change(
            table,
            added=sum(part.added for part in parts),
            changed=sum(part.changed for part in parts),
            removed=sum(part.removed for part in parts),
        )


def _check(lists: Lists, today: date) -> None:
    """Raises ListsFaulty with everything that does not fit the registry or another list."""
    faults = Faults()
    places = Places(lists["units.csv"], lists["offices.csv"], faults, today)
    for unit in lists["units.csv"]:
        places.check_unit(unit)
    for succession in lists["successions.csv"]:
        places.check_succession(succession)
    for office in lists["offices.csv"]:
        places.check_office(office)
    check_agency_codes(lists["agency_codes.csv"], places.offices, faults)
    check_procedures(lists, faults)
    check_parameters(lists["parameters.csv"], faults, today)
    check_people(lists["people.csv"], places.offices, faults, today)
    faults.refuse()


def _units(lists: Lists) -> Iterator[Change]:
    """Units level by level, each finding those above it, and who followed whom."""
    held = set(Unit.objects.values_list("code", "valid_from"))
    # units that end free their codes for those that begin
    stand = [record for record in lists["units.csv"] if (record["code"], record["valid_from"]) in held]
    begin = [record for record in lists["units.csv"] if (record["code"], record["valid_from"]) not in held]
    for records in (stand, begin):
        for kinds in _LEVELS:
            unit_on = known_units().on
            rows = [_unit_row(record, unit_on) for record in records if record["kind"] in kinds]
            yield bring(Unit.objects, ("code", "valid_from"), rows)
    units = known_units()
    followed = [
        {
            "old_id": units.before(record["old"], record["on"]),
            "new_id": units.on(record["new"], record["on"]),
            "on": record["on"],
            "legal_basis": record["legal_basis"],
        }
        for record in lists["successions.csv"]
    ]
    yield bring(UnitSuccession.objects, ("old_id", "new_id", "on"), followed)


def _unit_row(record: Record, unit_on: UnitOn) -> dict[str, Any]:
    row = {name: value for name, value in record.values.items() if name != "parent"}
    parent = unit_on(record["parent"], record["valid_from"]) if record["parent"] else None
    return {**row, "parent_id": parent}


def _offices(lists: Lists) -> Iterator[Change]:
    """Offices, those above first; an empty address or telephone leaves what somebody entered."""
    units = known_units()
    waiting = list(lists["offices.csv"])
    while waiting:
        codes = {record["code"] for record in waiting}
        now = [record for record in waiting if record["parent"] not in codes]
        waiting = [record for record in waiting if record["parent"] in codes]
        yield bring(Office.objects, ("code",), [_office_row(record, units.on) for record in now])
    rows = [_renamed(record, "office") for record in lists["agency_codes.csv"]]
    yield bring(AgencyCode.objects, ("office_id", "scheme", "valid_from"), rows, only_new=True)


def _office_row(record: Record, unit_on: UnitOn) -> dict[str, Any]:
    row = {name: record[name] for name in ("code", "name", "kind", "valid_from")}
    row |= {"unit_id": unit_on(record["unit"], record["valid_from"]), "parent_id": record["parent"] or None}
    return row | {name: record[name] for name in ("address", "phone") if record[name]}


def _renamed(record: Record, column: str) -> dict[str, Any]:
    """The values of a record where ``column`` names another row."""
    return {(f"{name}_id" if name == column else name): value for name, value in record.values.items()}


def _procedures(lists: Lists) -> Iterator[Change]:
    yield bring(
        Procedure.objects, ("code",), [{**record.values, "verified": False} for record in lists["procedures.csv"]]
    )
    settled = set(Procedure.objects.filter(verified=True).values_list("code", flat=True))
    places: dict[str, int] = {}
    papers = []
    for record in lists["papers.csv"]:
        code = record["procedure"]
        places[code] = places.get(code, 0) + 1
        if code not in settled:
            papers.append({**_renamed(record, "procedure"), "position": places[code]})
    yield bring(ProcedurePaper.objects, ("procedure_id", "position"), papers)
    yield remove_surplus_papers(papers)
    rows = [record.values for record in lists["parameters.csv"]]
    yield bring(Parameter.objects, ("key", "valid_from"), rows, only_new=True)


def _people(records: Sequence[Record]) -> tuple[list[Change], dict[str, str]]:
    """Sign-ins that are missing, each with a password to be told once, and posts that are missing."""
    named = {record["username"]: record["full_name"] for record in records}
    held = set(User.objects.filter(username__in=named).values_list("username", flat=True))
    passwords = {username: new_code() for username in named if username not in held}
    fresh = [User(username=username, full_name=named[username]) for username in passwords]
    for user in fresh:
        user.set_password(passwords[user.username])
    User.objects.bulk_create(fresh)
    ids = dict(User.objects.filter(username__in=named).values_list("username", "pk"))
    stand = set(Post.objects.filter(user_id__in=ids.values()).values_list("user_id", "office_id", "role", "valid_from"))
    posts = [
        Post(
            user_id=ids[record["username"]],
            office_id=record["office"],
            role=record["role"],
            valid_from=record["valid_from"],
            valid_to=record["valid_to"],
        )
        for record in records
        if (ids[record["username"]], record["office"], record["role"], record["valid_from"]) not in stand
    ]
    Post.objects.bulk_create(posts)
    return [Change("User", added=len(fresh)), Change("Post", added=len(posts))], passwords
