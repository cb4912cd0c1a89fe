"""Facts of cases and sums of days, held against the whole ledger.

Both follow the feed, so the feed is read to its end first: what still lags is no difference. Lines of transactions
that may not be read yet are left out on both sides.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from postal_services.ledger.models import Consumer, Line
from postal_services.ledger.projections import Difference

from . import folding, lines, reader, working
from .facts import Facts, Folded, Told, counted
from .keys import BY_NUMBER, Key
from .lines import CONSUMER, Sums
from .models import CaseFacts, Tally
from .working import Clockwork

_CASES_AT_ONCE = 500
_Place = tuple[int, UUID, int]


class Cases:
    """What is known of every case."""

    name = "measures.casefacts"

    def differences(self) -> Iterator[Difference]:
        """Cases are read in batches, so memory stays flat."""
        reader.catch_up()
        with lines.one_state():
            lined, read_to, clockwork = 0, _place(), working.current()
            for batch in _cases():
                rows = CaseFacts.objects.in_bulk(list(batch))
                for subject, placed in batch.items():
                    row = rows.get(subject)
                    folded = _folded(placed, row, read_to, clockwork)
                    if folded is None:
                        continue
                    lined += 1
                    said, stands = _says(folded), None if row is None else _stands(row)
                    if stands != said:
                        yield Difference(self.name, str(subject), str(said), str(stands))
            extra = CaseFacts.objects.count() - lined
            if extra > 0:
                yield Difference(self.name, f"{extra} rows", "nothing", "rows without lines")

    def repair(self) -> int:
        """Each differing case counted again from its lines; the sums move with it."""
        found = [UUID(each.subject) for each in self.differences() if "rows" not in each.subject]
        for start in range(0, len(found), _CASES_AT_ONCE):
            _count_again(found[start : start + _CASES_AT_ONCE])
        return len(found)


class Tallies:
    """What every day adds up to: what the cases have counted, and the lines beside them."""

    name = "measures.tally"

    def differences(self) -> Iterator[Difference]:
        """One sum over the rows of the cases, and the lines on the days of offices in the order of their streams."""
        reader.catch_up()
        with lines.one_state():
            yield from self._differences()

    def _differences(self) -> Iterator[Difference]:
        said = _summed()
        for each, amount in _beside(_place()).items():
            said[each] = said.get(each, 0) + amount
        for committee, day, key, amount in Tally.objects.values_list("committee_id", "day", "key", "amount").iterator():
            told = said.pop((committee, day, Key(key)), 0)
            if told != amount:
                yield Difference(self.name, f"{committee} {day} {key}", str(told), str(amount))
        for left, told in said.items():
            if told:
                yield Difference(self.name, " ".join(map(str, left)), str(told), "no row")

    def repair(self) -> int:
        """Add to every differing sum what is missing, while nobody else counts."""
        reader.catch_up()
        with _held():
            missing: Sums = {}
            for each in self._differences():
                committee, day, key = each.subject.split(" ")
                stands = 0 if each.row == "no row" else int(each.row)
                missing[committee, date.fromisoformat(day), Key(key)] = int(each.ledger) - stands
            reader.add_to_tallies(missing)
            return len(missing)


@contextmanager
def _held() -> Iterator[None]:
    """The reader's place, so that it counts nothing meanwhile."""
    with transaction.atomic():
        Consumer.objects.select_for_update().filter(name=CONSUMER).first()
        yield


def _place() -> _Place:
    held = Consumer.objects.filter(name=CONSUMER).first()
    return (held.tx, held.stream_id, held.seq) if held else (0, UUID(int=0), 0)


_Placed = tuple[_Place, Told]


def _cases() -> Iterator[dict[UUID, list[_Placed]]]:
    """The lines of cases with their places in the feed, a few hundred cases at a time."""
    rows = Line.objects.filter(machine__in=folding.MACHINES).order_by("stream_id", "seq").iterator(chunk_size=2_000)
    batch: dict[UUID, list[_Placed]] = {}
    for stream, group in groupby(rows, key=lambda line: line.stream_id):
        batch[stream] = [((line.tx, line.stream_id, line.seq), reader.told(line)) for line in group]
        if len(batch) == _CASES_AT_ONCE:
            yield batch
            batch = {}
    if batch:
        yield batch


def _folded(placed: Iterable[_Placed], row: CaseFacts | None, read_to: _Place, clockwork: Clockwork) -> Folded | None:
    """The case from the lines that its row must know: those it says it knows, and those the reader has passed."""
    known = 0 if row is None else row.seq
    return folding.fold((line for place, line in placed if line.seq <= known or place <= read_to), clockwork)


def _says(folded: Folded) -> dict[str, Any]:
    stays = [[office, day, minutes] for office, day, minutes in folded.stays]
    return {**asdict(folded.facts), "stays": stays, "counted": counted(folded.amounts), "seq": folded.seq}


_KEYS = {"committee": "committee_id", "post_office": "post_office_id", "procedure": "procedure_id"}


def _stands(row: CaseFacts) -> dict[str, Any]:
    names = [field.name for field in fields(Facts)]
    found = {name: getattr(row, _KEYS.get(name, name)) for name in names}
    return {**found, "stays": row.stays, "counted": row.counted, "seq": row.seq}


@transaction.atomic
def _count_again(streams: list[UUID]) -> None:
    Consumer.objects.select_for_update().filter(name=CONSUMER).first()
    reader.add_to_tallies(reader.count(reader.fold_streams(streams)))


_SUMMED = """
SELECT f.committee_id, date '0001-01-01' + (f.counted[n] - 1), f.counted[n + 1], sum(f.counted[n + 2])
  FROM measures_casefacts f CROSS JOIN LATERAL generate_series(1, cardinality(f.counted), 3) AS n
 GROUP BY 1, 2, 3
"""


def _summed() -> Sums:
    """What the cases have counted so far; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMMED)
        return {(committee, day, BY_NUMBER[number]): int(total) for committee, day, number, total in cursor.fetchall()}


_PASSED = "(tx, stream_id, seq) <= (%s, %s, %s) AND NOT EXISTS (SELECT FROM dossiers_dossier d WHERE d.id = stream_id)"


def _beside(read_to: _Place) -> Sums:
    """What the lines beside the cases add, as far as the reader has passed them."""
    rows = Line.objects.filter(machine__in=lines.BESIDE).extra(where=[_PASSED], params=list(read_to))  # noqa: S610
    return lines.beside(reader.told(line) for line in rows.iterator(chunk_size=2_000))


CASES = Cases()
TALLIES = Tallies()
