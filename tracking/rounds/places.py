"""Where something goes instead, and which post office delivers there."""

from dataclasses import dataclass
from datetime import date

from delegation.registry.models import Office, Unit

from .refusals import AddressNeeded, NoOfficeThere


@dataclass(frozen=True, slots=True)
class NewAddress:
    """Where an item goes instead: a commune by its code, and the words of the address."""

    unit: str
    address: str


def delivering(unit: str, on: date) -> tuple[Unit, Office]:
    """The commune by its code and the district's post office that delivers there.

    Raises AddressNeeded for a code of no commune, NoOfficeThere where no post office is open on the day.
    """
    commune = Unit.objects.known(unit.strip(), on) if unit.strip() else None
    if commune is None or not commune.is_commune:
        raise AddressNeeded
    district = commune.district
    office = Office.objects.valid_on(on).post().filter(code=f"BC-{district.code}").first() if district else None
    if office is None:
        raise NoOfficeThere(place=district.name if district else commune.name)
    return commune, office
