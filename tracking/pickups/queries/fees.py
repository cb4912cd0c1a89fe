"""What sending costs, to show before somebody chooses; with the reductions they are entitled to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from delegation.dossiers import prices
from delegation.dossiers.states import Service
from delegation.registry.models import Procedure
from postal_services.errors import Refused

from .windows import Place

WEIGHT_G = 100
"""Grams for which a price is shown before anything has been weighed."""


@dataclass(frozen=True, slots=True)
class Fee:
    """One service and its three columns, VND."""

    service: str
    label: str
    state_fee: int
    postal: int
    transfer: int
    fee_known: bool

    @property
    def total(self) -> int:
        """All three together."""
        return self.state_fee + self.postal + self.transfer


def of_services(
    place: Place, procedure: Procedure, categories: Iterable[str], on: date, weight_g: int = WEIGHT_G
) -> list[Fee]:
    """The prices of sending, and of sending and return; empty where no tariff holds on that day."""
    try:
        found = prices.of_services(
            committee=place.committee.code,
            unit=place.unit.code,
            weight_g=weight_g,
            state_fee=procedure.state_fee,
            categories=categories,
            on=on,
        )
    except Refused:
        return []
    return [
        Fee(
            each.service.value,
            str(each.service.label),
            procedure.state_fee,
            each.quote.postal,
            each.quote.transfer,
            procedure.fee_known or bool(procedure.state_fee),
        )
        for each in found
        if each.service != Service.RETURN
    ]
