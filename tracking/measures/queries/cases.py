"""The cases behind the figures."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import IntegerField, QuerySet
from django.db.models.expressions import RawSQL

from postal_services import clock
from postal_services.accounts.actors import Actor
from tracking.measures.facts import amounts_of
from tracking.measures.keys import MEANINGS, Key
from tracking.measures.models import CaseFacts
from tracking.measures.queries.listing import Cases, cases
from tracking.measures.queries.looks import Look, one_look

_COLUMNS: Mapping[Key, str] = {
    Key.LODGED: "lodged_at",
    Key.LODGED_SIMULATED: "lodged_at",
    Key.HANDED_OVER: "handed_over_at",
    Key.FINISHED: "finished_at",
    Key.FINISHED_ON_TIME: "finished_at",
}
"""Keys of which a case counts once at most: the column of the moment."""
_ALSO: Mapping[Key, dict[str, bool]] = {
    Key.LODGED_SIMULATED: {"simulated": True},
    Key.FINISHED_ON_TIME: {"on_time": True},
}
_COUNTED = """
(SELECT coalesce(sum(measures_casefacts.counted[n + 2]), 0)
   FROM generate_series(1, cardinality(measures_casefacts.counted), 3) AS n
  WHERE measures_casefacts.counted[n + 1] = %s AND measures_casefacts.counted[n] BETWEEN %s AND %s)
"""


def behind(  # which cases, and who asks
    actor: Actor,
    key: Key,
    committee: str | None,
    first: date,
    last: date,
    *,
    now: datetime | None = None,
    look: Look | None = None,
) -> Cases:
    """The cases that a figure was counted from, as far as the actor may see them; None means all committees.

    Of a count, those of the days from first to last; of a gauge, those that stand at the end of ``last``. Lines that
    the reader has not dealt with yet count as they do in the figure; two statements, and three where there are any,
    before a page is read. A case is late by the moment of the look: ``now``, the present one when absent.
    """
    if look is None:
        with one_look(now) as fresh:
            return behind(actor, key, committee, first, last, look=fresh)
    rows, order = _stored(actor, key, committee, first, last, look.now)

    def is_one(row: CaseFacts) -> bool:
        return committee in (None, row.committee_id) and _counts(row, key, first, last, look.now)

    return cases(actor, look, rows, order, is_one)


def _stored(  # noqa: PLR0917  # what is read follows from all of them
    actor: Actor, key: Key, committee: str | None, first: date, last: date, now: datetime
) -> tuple["QuerySet[CaseFacts]", str]:
    """The rows of the cases as the reader left them, and the column of their order."""
    rows = CaseFacts.objects.visible_to(actor).select_related("dossier", "committee", "procedure")
    if committee is not None:
        rows = rows.filter(committee=committee)
    begins, ends = _span(first, last)
    column = _COLUMNS.get(key)
    if column is not None:
        span = {f"{column}__gte": begins, f"{column}__lt": ends}
        return rows.filter(**span, **_ALSO.get(key, {})), column
    if key == Key.LATE_OPEN:
        ends = min(ends, now)
    days = (1 if MEANINGS[key].gauge else first.toordinal(), clock.day_of(ends - _MOMENT).toordinal())
    counted = RawSQL(_COUNTED, [MEANINGS[key].number, *days], output_field=IntegerField())  # noqa: S611 (a constant)
    rows = rows.filter(lodged_at__lt=ends).alias(counted_here=counted).exclude(counted_here=0)
    if key == Key.LATE_OPEN:
        rows = rows.exclude(late_from__gte=ends)
    return rows, "lodged_at"


def _counts(row: CaseFacts, key: Key, first: date, last: date, now: datetime) -> bool:
    """Whether a case that unread lines touch is one of those that :func:`_stored` would give."""
    begins, ends = _span(first, last)
    column = _COLUMNS.get(key)
    if column is not None:
        at = getattr(row, column)
        return (
            at is not None
            and begins <= at < ends
            and all(getattr(row, name) == value for name, value in _ALSO.get(key, {}).items())
        )
    if key == Key.LATE_OPEN:
        ends = min(ends, now)
        if row.late_from is not None and row.late_from >= ends:
            return False
    begin = date.min if MEANINGS[key].gauge else first
    told = amounts_of(row.counted).items()
    number, end = MEANINGS[key].number, clock.day_of(ends - _MOMENT)
    return row.lodged_at < ends and sum(n for (day, of), n in told if of == number and begin <= day <= end) != 0


_MOMENT = timedelta(microseconds=1)


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    begins = datetime.combine(first, time(), clock.VN)
    return begins, datetime.combine(last + timedelta(days=1), time(), clock.VN)
