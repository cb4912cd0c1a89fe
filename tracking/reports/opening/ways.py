"""From an address back to the way that it was made of."""

from collections.abc import Mapping

from postal_services.errors import NotThere
from tracking.reports.addresses import AT, KEY, UNIT
from tracking.reports.tables import At, Opens, Way

from .opened import HERE

_LONGEST = 80


def way_of(figure: str, query: Mapping[str, str]) -> Way:
    """The way that an address names. Raises NotThere for one that leads nowhere."""
    try:
        opens, at = Opens(figure), At(query.get(AT, ""))
    except ValueError as wrong:
        raise NotThere from wrong
    unit, key = query.get(UNIT, "")[:_LONGEST], query.get(KEY, "")[:_LONGEST]
    if opens not in HERE or not (unit + key).isprintable():
        raise NotThere
    return Way(opens, unit, key, at)
