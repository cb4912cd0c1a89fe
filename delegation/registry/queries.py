"""Reads of the registry: prices, units and offices, ready to show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from delegation.registry import tariff
from delegation.registry.models import Office, Procedure, Unit
from delegation.registry.refusals import NoTariff
from delegation.registry.tariff import Quote, QuoteLine, Tariff
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere
from postal_services.folding import fold

__all__ = [
    "Quote",
    "QuoteLine",
    "Tariff",
    "is_office",
    "office_of_committee",
    "offices",
    "procedure",
    "procedure_fields",
    "procedures",
    "quote",
    "tariff_on",
    "unit_of_address",
    "units",
]

FORESEEN = timedelta(days=366)
"""How far ahead a price is given; nobody knows the tariff of a later day."""


def quote(  # noqa: PLR0917  # the order of the words on the slip
    service: str,
    origin_unit: Unit,
    destination_unit: Unit,
    weight_g: int,
    categories: Iterable[str] = (),
    state_fee: int = 0,
    on: date | None = None,
) -> Quote:
    """The charges of one dossier between an agency's unit and the citizen's; VND, see :meth:`tariff.Tariff.quote`.

    ``service`` is ``send``, ``return`` or ``both``; ``weight_g`` in grams; ``on`` is the day of lodging, today when
    not given. Refuses with :class:`Invalid`, or :class:`NoTariff` when none was in force or nobody can know it yet.
    """
    day = on or clock.today()
    if day > clock.today() + FORESEEN:
        raise NoTariff(day=f"{day:%d/%m/%Y}")
    return tariff.on(day).quote(
        service, origin_unit, destination_unit, weight_g=weight_g, categories=categories, state_fee=state_fee
    )


def unit_of_address(code: str, on: date | None = None) -> Unit | None:
    """The unit a citizen names by ``code``: the one in force that day, or the last that bore it before.

    Nobody may be made to certify a change of place names (2025), so an address may keep a unit that has ended.
    """
    return Unit.objects.known(code, on or clock.today())


def is_office(code: str, on: date | None = None) -> bool:
    """Whether ``code`` is an office that works on a day, today when not given."""
    return Office.objects.valid_on(on or clock.today()).filter(code=code).exists()


def office_of_committee(code: str) -> Office | None:
    """The one-stop desk of a committee, named by its unit (``633``) or by itself (``UB-633``)."""
    found = Office.objects.agencies().filter(code__in=[code, f"UB-{code}"])
    return found.select_related("unit__parent__parent").first()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty means everything. ``q`` finds names however they are spelt, and codes."""

    on: date | None = None
    q: str = ""
    parent: str = ""
    kind: str = ""
    unit: str = ""
    field: str = ""


def units(actor: Actor, wanted: Wanted) -> QuerySet[Unit]:
    """Units in force on a day (today when not given), by name or code and by the code of the unit above."""
    rows = Unit.objects.visible_to(actor).valid_on(wanted.on or clock.today()).select_related("parent")
    if wanted.q:
        rows = rows.filter(Q(folded__contains=fold(wanted.q)) | Q(code=wanted.q))
    if wanted.parent:
        rows = rows.filter(parent__code=wanted.parent)
    return rows.filter(kind=wanted.kind) if wanted.kind else rows


def offices(actor: Actor, wanted: Wanted) -> QuerySet[Office]:
    """Offices that work on a day, by name or code, kind, unit and the office above."""
    rows = Office.objects.visible_to(actor).valid_on(wanted.on or clock.today()).select_related("unit")
    if wanted.q:
        rows = rows.filter(Q(folded__contains=fold(wanted.q)) | Q(code__iexact=wanted.q))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.unit:
        rows = rows.filter(unit__code=wanted.unit)
    return rows.filter(parent=wanted.parent) if wanted.parent else rows


def procedures(actor: Actor, wanted: Wanted) -> QuerySet[Procedure]:
    """Procedures in use, by name or code and by field."""
    rows = Procedure.objects.visible_to(actor).filter(active=True).order_by("field", "code")
    if wanted.q:
        rows = rows.filter(Q(folded__contains=fold(wanted.q)) | Q(code__iexact=wanted.q))
    return rows.filter(field=wanted.field) if wanted.field else rows


def procedure(actor: Actor, code: str) -> Procedure:
    """One procedure with its papers, in use or not; :class:`NotThere` when there is none."""
    found = Procedure.objects.visible_to(actor).prefetch_related("papers").filter(pk=code).first()
    if found is None:
        raise NotThere
    return found


def procedure_fields(actor: Actor) -> list[str]:
    """The fields that have procedures, in order."""
    rows = Procedure.objects.visible_to(actor).filter(active=True)
    return list(rows.order_by("field").values_list("field", flat=True).distinct())


def tariff_on(on: date | None = None) -> Tariff:
    """The tariff of a day, today when not given: tables, exemptions, transfer charge; or :class:`NoTariff`."""
    return tariff.on(on or clock.today())
