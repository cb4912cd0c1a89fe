"""What each of the three services would cost, to show before one is chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from delegation.dossiers.states import Service
from delegation.registry import tariff
from delegation.registry.models import Office, Unit
from delegation.registry.tariff import Quote
from postal_services.errors import NotThere


@dataclass(frozen=True, slots=True)
class Price:
    """One service and what the citizen pays for it."""

    service: Service
    quote: Quote


def of_services(
    *, committee: str, unit: str, weight_g: int, state_fee: int, categories: Iterable[str], on: date
) -> list[Price]:
    """The price of sending, returning and both, between the committee and a commune; VND, grams.

    Raises NotThere for an unknown committee or commune, Invalid or NoTariff for what the tariff does not know.
    """
    office = Office.objects.select_related("unit__parent").filter(pk=committee).first()
    home = Unit.objects.known(unit, on)
    if office is None or home is None:
        raise NotThere
    book = tariff.on(on)
    wanted = tuple(categories)
    prices: list[Price] = []
    for service in Service:
        ends = (office.unit, home) if service == Service.RETURN else (home, office.unit)
        quote = book.quote(service.value, *ends, weight_g=weight_g, categories=wanted, state_fee=state_fee)
        prices.append(Price(service, quote))
    return prices
