"""Figures of the post: by unit, and of one unit by day; times by procedure and by unit."""

from datetime import date

from delegation.registry.models import Procedure
from postal_services.errors import NotThere
from tracking.measures import queries
from tracking.measures.keys import MEANINGS, Key
from tracking.measures.queries import Daily
from tracking.reports import figures as tree
from tracking.reports.gathering.measured import SHOWN, time_of
from tracking.reports.tables import At, Cell, Column, Kind, Opens, Table, Way
from tracking.reports.tables.numbers import TIMES
from tracking.rollout import policies

from .source import Opened, Source

_UNLISTED = frozenset({Key.CASH_DIFFERENCE_VND, Key.SCORE_SUM})
"""Figures of days and lists, not of cases."""


def counted(source: Source, way: Way) -> Opened:
    """A figure of all units, unit by unit; of one unit, day by day, with its cases for those who may see them."""
    key = next((each for each in SHOWN if each == way.key), None)
    first, last = _span(source, way.at)
    if key is None or first is None or last is None:
        raise NotThere
    committees = {each.place.code: each.place.committee for each in source.seen.targets if each.place.committee}
    wanted = [committees[way.unit]] if way.unit in committees else [] if way.unit else sorted(set(committees.values()))
    daily = queries.daily(wanted, [key], last, now=source.report.known_to)
    label = MEANINGS[key].label
    about = f"hết ngày {last:%d/%m/%Y}" if MEANINGS[key].gauge else f"từ {first:%d/%m/%Y} đến hết {last:%d/%m/%Y}"
    if not way.unit:
        rows = tuple(
            (row.name, _within(daily, committees.get(row.unit, ""), key, first, last)) for row in source.figures.rows
        )
        ways = tuple((None, Way(Opens.COUNTED, row.unit, way.key, way.at)) for row in source.figures.rows)
        return Opened(
            label,
            about,
            MEANINGS[key].rule,
            _summed("Đơn vị", Kind.TEXT, label, rows, ways),
            source.figures.progress.ask,
        )
    if way.unit not in committees:
        raise NotThere
    committee, name = committees[way.unit], _name(source, way.unit)
    days = by_day(daily, committee, key, first, last)
    cases = None
    if key not in _UNLISTED and policies.may_open(source.actor, way.unit):
        cases = queries.behind(source.actor, key, committee, first, last, now=source.report.known_to)
    return Opened(label, f"{name}, {about}", MEANINGS[key].rule, days, source.figures.progress.ask, cases)


def by_day(daily: Daily, committee: str, key: Key, first: date, last: date) -> Table:
    """The days on which a figure was counted; of a gauge, every change up to the last day."""
    gauge = MEANINGS[key].gauge
    days = ((day, n) for day, n in daily.days(committee, key) if (gauge or day >= first) and day <= last)
    return _summed("Ngày", Kind.DAY, "Tăng, giảm" if gauge else "Số", tuple(days))


def _summed(
    of: str, kind: Kind, head: str, rows: tuple[tuple[Cell, int], ...], ways: tuple[tuple[Way | None, ...], ...] = ()
) -> Table:
    columns = (Column(of, kind, 3), Column(head, weight=1.2))
    total = sum(row[1] for row in rows)
    words: Cell = "Cộng"
    return Table(
        "opened", "Theo ngày" if kind == Kind.DAY else "Theo đơn vị", columns, rows, total=(words, total), ways=ways
    )


def _span(source: Source, at: At) -> tuple[date | None, date | None]:
    period = source.period
    if at == At.BEFORE:
        return period.before_first, period.compared
    return (period.issued if at == At.START else period.first), period.as_of


def _within(daily: Daily, committee: str, key: Key, first: date, last: date) -> int:
    return daily.standing(committee, key, last) if MEANINGS[key].gauge else daily.between(committee, key, first, last)


def _name(source: Source, unit: str) -> str:
    return next((row.name for row in source.figures.rows if row.unit == unit), unit)


def timed(source: Source, way: Way) -> Opened:
    """The times of one committee by procedure, or of one procedure by committee, with the whole at the foot."""
    period, names = source.period, {each.place.committee: each.place.name for each in source.seen.targets}
    committees = sorted(code for code in names if code)
    if bool(way.unit) == bool(way.key) or (way.unit and way.unit not in committees):
        raise NotThere
    span = (period.first, period.as_of)
    cases = None
    if way.unit:
        found = queries.times(*span, committees=[way.unit], by="procedure")
        whole = queries.times(*span, committees=[way.unit])
        titles = dict(Procedure.objects.filter(pk__in=[each.key for each in found]).values_list("pk", "name"))
        label, head = names[way.unit], "Thủ tục"
        unit = next(each.place.code for each in source.seen.targets if each.place.committee == way.unit)
        if policies.may_open(source.actor, unit):
            cases = queries.behind(source.actor, Key.FINISHED, way.unit, *span)
    else:
        found = queries.times(*span, committees=committees, procedure=way.key)
        whole = queries.times(*span, committees=committees, by="procedure", procedure=way.key)
        titles = names
        label, head = (
            str(Procedure.objects.filter(pk=way.key).values_list("name", flat=True).first() or way.key),
            "Đơn vị",
        )
        if source.actor.user_id is not None:
            cases = queries.behind(source.actor, Key.FINISHED, None, *span).filter(
                committee__in=committees, procedure=way.key
            )
    rows = [
        time_of(each, str(titles.get(each.key, each.key)))
        for each in sorted(found, key=lambda each: (-each.n, each.key))
    ]
    total = time_of(whole[0], "Tất cả") if whole else None
    table = Table(
        "opened",
        f"Theo {head.lower()}",
        (Column(head, Kind.TEXT, 3.4), *TIMES),
        tuple(_cells(row) for row in rows),
        total=_cells(total) if total else (),
        note="Thời gian: trung bình, ngày làm việc. Hàng cuối tính trên tất cả hồ sơ, không lấy trung bình các hàng.",
        none="Chưa có hồ sơ nào xong trong kỳ.",
    )
    return Opened(
        f"Thời gian giải quyết: {label}",
        source.days,
        MEANINGS[Key.FINISHED].rule,
        table,
        source.figures.progress.ask,
        cases,
    )


def _cells(row: tree.Time) -> tuple[Cell, ...]:
    return row.name, row.finished, row.on_time, row.regulated, row.posted, row.committed, row.actual, row.cut
