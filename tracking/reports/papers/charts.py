"""Drawings of the report: steps, bars and ticks in black and greys that a copier keeps apart."""

from datetime import date, timedelta
from typing import Final

from postal_services.documents.fonts import BOLD, SEMIBOLD
from postal_services.documents.papers.flow import Block, gap
from postal_services.documents.sheet import Sheet, Style
from tracking.reports.figures import Figures, Point
from tracking.reports.tables import Kind, said
from tracking.reports.tables.cells import decimal

from .page import LEFT, NOTE, ROOM, TABLE_TITLE, prose, together

_TICK: Final = Style(7)
_STRONG: Final = Style(8, BOLD, "right")
_PLOT: Final = 46.0
_WHOLE: Final = 10_000


def drawn(name: str, number: int, figures: Figures) -> list[Block]:
    """The drawing of that name with its title, on one page."""
    return _DRAWINGS[name](number, figures)


def _framed(number: int, title: str, body: Block, note: str) -> list[Block]:
    head = Block(
        TABLE_TITLE.line + 1,
        lambda sheet, top: sheet.line(LEFT, top, ROOM, f"Hình {number}. {title}", TABLE_TITLE),
    )
    return [gap(2), together([head, body, gap(0.8), *prose(note, NOTE)]), gap(1)]


def _burn_up(number: int, figures: Figures) -> list[Block]:
    progress, head = figures.progress, figures.head
    note = (
        "Đường đậm: số đơn vị hoàn thành vào cuối mỗi ngày. Nền xám: tỷ lệ minh chứng đã có của tất cả đơn vị. "
        "Vạch đứng đứt quãng: hạn hoàn thành."
    )
    if progress.forecast.likely:
        note += (
            " Khung ngang phía trên: khoảng ngày dự báo tất cả đơn vị hoàn thành, ô đen là ngày nhiều khả năng nhất."
        )
    axis = _Axis(figures)
    return _framed(
        number,
        f"Tiến độ đến hết ngày {said(head.as_of, Kind.DAY)}",
        Block(_PLOT + 8, axis.draw),
        note,
    )


class _Axis:
    """The burn-up on its axes: days across, targets upwards."""

    def __init__(self, figures: Figures) -> None:
        self.head, self.progress = figures.head, figures.progress
        points = self.progress.points
        self.first = points[0].day if points else self.head.first
        ends = [self.head.as_of, self.first + timedelta(days=1)]
        ends += [day for day in (self.head.deadline, self.progress.forecast.late) if day]
        self.last = min(max(ends), self.head.as_of + timedelta(days=2 * 366))
        self.left, self.room = LEFT + 9, ROOM - 12

    def x(self, day: date) -> float:
        """Where the end of a day lies."""
        part = (day - self.first).days / max((self.last - self.first).days, 1)
        return self.left + self.room * min(max(part, 0), 1)

    def draw(self, sheet: Sheet, top: float) -> None:
        """Everything inside ``_PLOT`` mm, with the months under it."""
        top += 4
        base = top + _PLOT - 4
        tall = base - top
        units = max(self.progress.units, 1)
        self._pieces(sheet, base, tall)
        for count in _ticks(units):
            y = base - tall * count / units
            sheet.dashes(self.left, y, self.room)
            sheet.line(LEFT, y - 1.6, 7.5, str(count), Style(7, align="right"))
        self._months(sheet, base, tall)
        self._steps(sheet, base, tall / units)
        self._deadline(sheet, top, base)
        self._forecast(sheet, top)
        sheet.rule(self.left, base, self.room, 0.6)
        sheet.stem(self.left, top, tall, 0.6)

    def _pieces(self, sheet: Sheet, base: float, tall: float) -> None:
        whole = max(self.progress.pieces_all, 1)
        for point, until in self._spans():
            height = tall * point.pieces / whole
            if height > 0:
                sheet.box(self.x(point.day), base - height, self.x(until) - self.x(point.day), height, weight=0,
                          shade=0.88)  # fmt: skip

    def _steps(self, sheet: Sheet, base: float, each: float) -> None:
        before = 0
        for point, until in self._spans():
            x, y = self.x(point.day), base - each * point.complete
            if point.complete != before:
                low, high = sorted((y, base - each * before))
                sheet.stem(x, low, high - low, 1.6)
            sheet.rule(x, y, self.x(until) - x, 1.6)
            before = point.complete
        if self.progress.points:
            words = f"{before}/{self.progress.units}"
            sheet.line(self.x(self.head.as_of) - 17, base - each * before - 4.2, 16, words, _STRONG)

    def _spans(self) -> list[tuple[Point, date]]:
        points = self.progress.points
        ends = [*(point.day for point in points[1:]), self.head.as_of]
        return list(zip(points, ends, strict=True))

    def _months(self, sheet: Sheet, base: float, tall: float) -> None:
        days = [day for day in _months(self.first, self.last) if self.x(day) < self.left + self.room - 6]
        thin = max(1, -(-len(days) // 9))
        for day in days[::thin]:
            x = self.x(day)
            sheet.stem(x, base, 1.2, 0.4)
            sheet.line(x - 8, base + 1.4, 16, f"{day.month}/{day.year}", Style(7, align="center"))

    def _deadline(self, sheet: Sheet, top: float, base: float) -> None:
        if not self.head.deadline:
            return
        x, y = self.x(self.head.deadline), top - 3
        while y < base:
            sheet.stem(x, y, min(1.4, base - y), 0.9)
            y += 2.4
        words = f"Hạn {said(self.head.deadline, Kind.DAY)}"
        sheet.line(x - 32, top - 4.2, 31, words, Style(7.5, SEMIBOLD, "right"))

    def _forecast(self, sheet: Sheet, top: float) -> None:
        found = self.progress.forecast
        if not (found.early and found.likely and found.late):
            return
        left, right = self.x(found.early), self.x(found.late)
        sheet.box(left, top - 0.9, max(right - left, 0.8), 1.8, weight=0.5, shade=0.97)
        sheet.black(self.x(found.likely) - 0.7, top - 0.9, 1.4, 1.8)


def _ticks(units: int) -> list[int]:
    step = max(1, -(-units // 5))
    return sorted({*range(0, units, step), units} - set(range(units - step // 2, units)))


def _months(first: date, last: date) -> list[date]:
    """First days of months from ``first`` to ``last``."""
    day, found = date(first.year, first.month, 1), []
    while day <= last:
        if day >= first:
            found.append(day)
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return found


def _units(number: int, figures: Figures) -> list[Block]:
    """Each unit as a row of boxes: filled is shown, empty is missing."""
    kinds, rows = figures.progress.kinds, figures.rows
    tall, name = 4.6, 46.0
    side = (ROOM - name - 16) / max(len(kinds), 1)

    def draw(sheet: Sheet, top: float) -> None:
        for place in range(len(kinds)):
            sheet.line(LEFT + name + place * side, top, side - 1, f"({place + 1})", Style(7, align="center"))
        top += 3.6
        for row in rows:
            weight = BOLD if row.complete else 400
            sheet.line(LEFT, top + 0.3, name - 2, row.name, Style(8, weight, least=6))
            for place, met in enumerate(row.met):
                x = LEFT + name + place * side
                sheet.box(x, top + 0.5, side - 1, tall - 1.2, weight=0.4, shade=0.45 if met else 1.0)
            words = f"{row.pieces}/{len(kinds)}"
            sheet.line(LEFT + ROOM - 15, top + 0.3, 15, words, Style(8, weight, "right"))
            top += tall

    note = "Ô đậm: có minh chứng; ô trống: chưa có. Thứ tự cột như bảng theo đơn vị. Tên in đậm: đã hoàn thành."
    return _framed(number, "Minh chứng của từng đơn vị", Block(3.6 + tall * len(rows), draw), note)


def _cut(number: int, figures: Figures) -> list[Block]:
    """The cut of each unit against the band that was asked for."""
    times = figures.times
    rows = [row for row in times.committees if row.cut is not None]
    if not rows:
        return []
    tall, name = 4.6, 46.0
    left, room = LEFT + name, ROOM - name - 18

    def x(cut: int) -> float:
        return left + room * min(max(cut, 0), _WHOLE) / _WHOLE

    def draw(sheet: Sheet, top: float) -> None:
        height = tall * len(rows)
        start, end = x(times.asked_least), x(times.asked_most)
        sheet.box(start, top, end - start, height, weight=0, shade=0.9)
        for row in rows:
            cut = row.cut or 0
            sheet.line(LEFT, top + 0.3, name - 2, row.name, Style(8, least=6))
            if cut > 0:
                sheet.black(left, top + 1.3, x(cut) - left, tall - 2.6)
            sheet.line(LEFT + ROOM - 17, top + 0.3, 17, f"{decimal(cut)} %", Style(8, align="right"))
            top += tall
        for mark in range(0, _WHOLE + 1, 1000):
            sheet.stem(x(mark), top, 1, 0.4)
        for mark in (0, times.asked_least, times.asked_most, _WHOLE):
            words = f"{decimal(mark).removesuffix(',00')} %"
            sheet.line(x(mark) - 8, top + 1.2, 16, words, Style(7, align="center"))
        sheet.rule(left, top, room, 0.5)
        sheet.stem(left, top - height, height, 0.5)

    note = (
        "Nền xám: mức giảm mà văn bản yêu cầu. Chỉ nêu đơn vị có thời gian quy định và có hồ sơ xong trong kỳ; "
        "số âm: lâu hơn quy định."
    )
    return _framed(number, "Thời gian giải quyết đã cắt giảm", Block(tall * len(rows) + 5, draw), note)


_DRAWINGS = {"burn_up": _burn_up, "units": _units, "cut": _cut}
