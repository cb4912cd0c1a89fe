"""Reads of the registry: prices, units and offices, ready to show."""

from collections.abc import Iterable
from datetime import date

from delegation.registry import tariff
from delegation.registry.models import Office, Unit
from delegation.registry.tariff import Quote, QuoteLine
from postal_services import clock

__all__ = ["Quote", "QuoteLine", "is_office", "quote", "unit_of_address"]


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
    not given. Refuses with :class:`Invalid` or :class:`NoTariff`.
    """
    day = on or clock.today()
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
