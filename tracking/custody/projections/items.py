"""Where items are, and what rides in each bag, computed again from the ledger."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from postal_services import clock
from postal_services.ledger import writer
from postal_services.ledger.models import Line
from postal_services.ledger.projections import Difference
from tracking.custody.holding import Holding, after_all
from tracking.custody.models import BagItem, Found, Item
from tracking.custody.states import ITEM

_CASES_AT_ONCE = 500


class Items:
    """Where every item is and who holds it."""

    name = "custody.item"

    def differences(self) -> Iterator[Difference]:
        """Cases are read in batches, so memory stays flat."""
        lined = 0
        for cases in _batches(_cases()):
            said = {subject: (holding, seq) for lines in cases for subject, (holding, seq) in _folded(lines).items()}
            lined += len(said)
            rows = {row.id: row for row in Item.objects.filter(pk__in=said)}
            for subject, (holding, seq) in said.items():
                row = rows.get(subject)
                stands = None if row is None else (_holding_of(row), row.seq)
                if stands != (holding, seq):
                    yield Difference(self.name, str(subject), f"{holding} at #{seq}", str(stands))
        extra = Item.objects.count() - lined
        if extra > 0:
            yield Difference(self.name, f"{extra} rows", "nothing", "rows without lines")

    def repair(self) -> int:
        """Each differing item under its case's lock, from lines read again there."""
        repaired = 0
        for difference in list(self.differences()):
            row = Item.objects.filter(pk=difference.subject).first() if "rows" not in difference.subject else None
            if row is not None:
                repaired += self._repair(row)
        return repaired

    @transaction.atomic
    def _repair(self, row: Item) -> int:
        writer.lock([row.dossier_id])
        lines = Line.objects.filter(stream_id=row.dossier_id, machine=ITEM, subject=row.id).order_by("seq")
        ordered = list(lines)
        holding = after_all(ordered)
        return Item.objects.filter(pk=row.pk).update(**_columns(holding), seq=ordered[-1].seq)


def _cases() -> Iterator[list[Line]]:
    lines = Line.objects.filter(machine=ITEM).order_by("stream_id", "seq").iterator(chunk_size=2000)
    for _, group in groupby(lines, key=lambda line: line.stream_id):
        yield list(group)


def _batches(cases: Iterator[list[Line]]) -> Iterator[list[list[Line]]]:
    batch: list[list[Line]] = []
    for case in cases:
        batch.append(case)
        if len(batch) == _CASES_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _folded(lines: list[Line]) -> dict[Any, tuple[Holding, int]]:
    by_item: dict[Any, list[Line]] = {}
    for line in lines:
        by_item.setdefault(line.subject, []).append(line)
    return {subject: (after_all(each), each[-1].seq) for subject, each in by_item.items()}


def _holding_of(row: Item) -> Holding:
    return Holding(
        state=row.state,
        office=row.holder_office_id,
        person=row.holder_person_id,
        since=row.since,
        last_occurred_at=row.last_occurred_at,
        bound_for=row.bound_for,
        destination=row.destination_id,
        bag=row.bag,
        offered_in=row.offered_in_id,
        offered_at=row.offered_at,
        attempts=row.attempts,
        marks=tuple(row.marks),
        before_missing=row.before_missing,
        undo=tuple(row.undo) if row.undo else None,
    )


def _columns(holding: Holding) -> dict[str, Any]:
    return {
        "state": holding.state,
        "holder_office": holding.office,
        "holder_person": holding.person,
        "since": holding.since,
        "last_occurred_at": holding.last_occurred_at,
        "bound_for": holding.bound_for,
        "destination": holding.destination,
        "bag": holding.bag,
        "offered_in": holding.offered_in,
        "offered_at": holding.offered_at,
        "attempts": holding.attempts,
        "marks": list(holding.marks),
        "before_missing": holding.before_missing,
        "undo": list(holding.undo) if holding.undo else None,
    }


ITEMS = Items()


_IN_BAGS = """
SELECT coalesce(i.id, l.item_id)::text, i.bag::text, l.bag_id::text
  FROM (SELECT id, bag FROM custody_item WHERE bag IS NOT NULL) i
  FULL JOIN (SELECT item_id, bag_id FROM custody_bagitem WHERE left_at IS NULL) l ON l.item_id = i.id
 WHERE i.bag IS DISTINCT FROM l.bag_id
"""


class BagItems:
    """What rides in each bag: the bag's open lines against the bag that the item's own lines put it in."""

    name = "custody.bagitem"

    def differences(self) -> Iterator[Difference]:
        """One statement over everything that rides in a bag."""
        with connection.cursor() as cursor:
            cursor.execute(_IN_BAGS)
            for item, said, stands in cursor.fetchall():
                yield Difference(self.name, item, said or "in no bag", stands or "in no bag")

    @transaction.atomic
    def repair(self) -> int:
        """Close the lines of items that are in no bag or in another one, and make those that are not there.

        Read again under the locks of their cases: what was packed or taken out meanwhile is no difference.
        """
        repaired = 0
        found = {difference.subject for difference in self.differences()}
        writer.lock(Item.objects.filter(pk__in=found).values_list("dossier_id", flat=True))
        for difference in [each for each in self.differences() if each.subject in found]:
            lines = BagItem.objects.filter(item_id=UUID(difference.subject))
            repaired += lines.filter(left_at__isnull=True).update(left_at=clock.now(), found=Found.LEFT)
            if difference.ledger != "in no bag":
                BagItem.objects.update_or_create(
                    item_id=difference.subject,
                    bag_id=difference.ledger,
                    defaults={"left_at": None, "found": ""},
                    create_defaults={"position": 0, "packed_at": clock.now()},
                )
                repaired += 1
        return repaired


BAG_ITEMS = BagItems()
