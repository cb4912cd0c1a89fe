"""Giving out item codes from the blocks of agencies; each code once and never again."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import connection, transaction

from postal_services import clock
from postal_services.documents import s10

from .models import ItemCodeRange
from .refusals import CodesExhausted

_GIVING = 0x510
"""Number of the advisory lock under which blocks are cut, so that no two overlap."""

LOW_STOCK = 0.1
"""Share of its latest block below which an agency is warned."""


def take(agency: str, count: int) -> list[str]:
    """The next ``count`` S10 codes of ``agency``, its oldest block first; locks the blocks until the transaction ends.

    Raises CodesExhausted when the blocks do not hold enough; nothing is taken then.
    """
    blocks = list(ItemCodeRange.objects.select_for_update().filter(agency=agency).order_by("given_on", "first"))
    if not blocks:
        blocks = [_first_block(agency)]
    codes: list[str] = []
    used: list[ItemCodeRange] = []
    for block in blocks:
        here = min(block.left, count - len(codes))
        if here > 0:
            codes += [s10.compose(block.prefix, serial) for serial in range(block.next, block.next + here)]
            block.next += here
            used.append(block)
    if len(codes) < count:
        raise CodesExhausted(agency=agency)
    ItemCodeRange.objects.bulk_update(used, ["next"])
    return codes


def _first_block(agency: str) -> ItemCodeRange:
    """An agency's first block is given when it first needs a code; every later one is a decision of the post."""
    _alone()
    given = ItemCodeRange.objects.select_for_update().filter(agency=agency).first()
    return given or give_block(agency, settings.ITEM_CODE_FIRST_BLOCK, on=clock.today())


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_GIVING])


def left(agency: str) -> int:
    """How many codes an agency still has."""
    return sum(block.left for block in ItemCodeRange.objects.filter(agency=agency))


def is_low(agency: str) -> bool:
    """Whether an agency should ask for a new block: less than a tenth of its latest one is left in all.

    One that never needed a code gets its first block by itself.
    """
    return agency in running_low([agency])


def running_low(agencies: Iterable[str]) -> dict[str, int]:
    """How many codes are left to those of the agencies that should ask for a new block; one query, none for none."""
    wanted = sorted(agencies)
    blocks = ItemCodeRange.objects.filter(agency__in=wanted).order_by("given_on", "first") if wanted else ()
    latest: dict[str, int] = {}
    stock: dict[str, int] = {}
    for block in blocks:
        latest[block.agency_id] = block.last - block.first + 1
        stock[block.agency_id] = stock.get(block.agency_id, 0) + block.left
    return {agency: stock[agency] for agency in sorted(stock) if stock[agency] < latest[agency] * LOW_STOCK}


@transaction.atomic
def give_block(agency: str, count: int, *, on: date, prefix: str | None = None) -> ItemCodeRange:
    """Give an agency the next ``count`` serials of the prefix that no agency has had."""
    letters = prefix or settings.ITEM_CODE_PREFIX
    _alone()
    latest = ItemCodeRange.objects.filter(prefix=letters).order_by("-last").first()
    first = latest.last + 1 if latest else 1
    return ItemCodeRange.objects.create(
        agency_id=agency, prefix=letters, first=first, last=first + count - 1, next=first, given_on=on
    )
