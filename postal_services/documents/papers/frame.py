"""What all papers share: the head in two columns, signatures, page numbers, the words for dates and money."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from postal_services.clock import VN
from postal_services.documents.fonts import BOLD, SEMIBOLD
from postal_services.documents.sheet import Sheet, Style, text_width

UNKNOWN: Final = "chưa có"
_ABOVE: Final = Style(9, align="center", least=6.5)
_WIDE_PAGE: Final = 180.0
_COMPANY: Final = 3
"""Rows that keep the signatures company on a last page."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues a paper: ``above`` the superior body, ``agency`` the issuing one, ``place`` for the date line.

    ``mark`` stands in the upper margin of every page, for a paper that must not be taken for an ordinary one.
    """

    agency: str
    above: str = ""
    place: str = ""
    hotline: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a hand-over: an office and the person who stands for it."""

    office: str
    code: str
    person: str = ""
    role: str = ""


def vn_day(day: date) -> str:
    """31/12/2019."""
    return f"{day:%d/%m/%Y}"


def vn_moment(moment: datetime) -> str:
    """08 giờ 30 phút, ngày 05/08/2019, in Vietnam's time."""
    local = moment.astimezone(VN)
    return f"{local:%H} giờ {local:%M} phút, ngày {local:%d/%m/%Y}"


def vn_date_line(place: str, day: date) -> str:
    """Chư Sê, ngày 05 tháng 8 năm 2019: a leading zero below 10 for days, below 3 for months (NĐ 30/2020)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)  # noqa: PLR2004
    text = f"ngày {day.day:02d} tháng {month} năm {day.year}"
    return f"{place}, {text}" if place else text


def vnd(amount: int) -> str:
    """26.000 ₫."""
    return f"{amount:,} ₫".replace(",", ".")


def hotline_words(hotline: str) -> str:
    """The hotline's number, or that it has not been published."""
    return f"Tổng đài: {hotline or 'chưa công bố'}"


def draw_head(
    sheet: Sheet,
    letterhead: Letterhead,
    day: date | None,
    *,
    number: str = "",
    margin: float = 12,
    dated: bool = False,
) -> float:
    """The head in two columns: agency and number left, quốc hiệu and date right; returns where it ends (mm).

    ``dated`` leaves a line to write the date on where there is no day yet.
    """
    room = sheet.width - 2 * margin
    size = 10.5 if sheet.width > _WIDE_PAGE else 8.5
    plain, name = Style(size, align="center", least=6.5), Style(size, BOLD, "center", 6.5)
    left, gap = room * 0.46, 3.0
    right = room - left - gap
    x = margin + left + gap
    down = margin
    if letterhead.above:
        down = _short(sheet, margin, down, left, letterhead.above.upper(), style=plain)
    down = _short(sheet, margin, down, left, letterhead.agency.upper(), style=name)
    sheet.rule(margin + left * 0.34, down + 1.1, left * 0.32)
    if number:
        down = sheet.line(margin, down + 2.2, left, number, plain)
    other = sheet.line(x, margin, right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", name)
    motto = Style(size, SEMIBOLD, "center", 6.5)
    other = sheet.line(x, other, right, "Độc lập - Tự do - Hạnh phúc", motto)
    length = min(right, text_width("Độc lập - Tự do - Hạnh phúc", motto))
    sheet.rule(x + (right - length) / 2, other + 1.1, length)
    if day or dated:
        line = vn_date_line(letterhead.place, day) if day else f"{letterhead.place}, ngày …… tháng …… năm ……"
        other = sheet.line(x, other + 2.2, right, line, plain)
    return max(down, other) + 1


def _short(sheet: Sheet, x: float, top: float, room: float, text: str, *, style: Style) -> float:
    """A name on one line, a little smaller where that suffices, else on two or three."""
    if text_width(text, style) * 0.8 <= room:
        return sheet.line(x, top, room, text, style)
    return sheet.fit(x, top, room, text, style, height=3 * style.line)


def draw_title(sheet: Sheet, top: float, title: str, under: str = "", *, margin: float = 12, size: float = 14) -> float:
    """The name of the paper in capitals, and a line under it; returns where it ends."""
    room = sheet.width - 2 * margin
    top = sheet.fit(margin, top, room, title, Style(size, BOLD, "center", 9), height=2 * size * 0.5)
    return sheet.line(margin, top, room, under, _ABOVE) if under else top


def draw_signatures(
    sheet: Sheet, top: float, left: tuple[str, str], right: tuple[str, str], *, margin: float = 12, height: float = 30
) -> float:
    """Two blocks to sign, each (who signs, their name or empty); returns where they end."""
    half = (sheet.width - 2 * margin - 6) / 2
    for x, (title, name) in ((margin, left), (margin + half + 6, right)):
        down = sheet.line(x, top, half, title, Style(9, BOLD, "center"))
        sheet.line(x, down, half, "(ký, ghi rõ họ tên)", Style(7.5, align="center"))
        if name:
            sheet.fit(x, top + height - 8, half, name, Style(9, SEMIBOLD, "center"), height=8)
        else:
            sheet.dashes(x + half * 0.15, top + height - 4, half * 0.7)
    return top + height


def draw_page_number(sheet: Sheet, number: int, total: int, note: str = "", *, margin: float = 12) -> None:
    """A note and ``trang 1/4`` at the foot of the page."""
    y, room = sheet.height - margin, sheet.width - 2 * margin
    sheet.rule(margin, y - 1, room, 0.3)
    sheet.line(margin, y, room - 22, note, Style(7, least=5.5))
    sheet.line(margin + room - 20, y, 20, f"trang {number}/{total}", Style(7, align="right"))


def paginated(heights: list[float], first: float, rest: float, tail: float) -> list[range]:
    """Which rows go on which page: ``first`` and ``rest`` mm of room for rows, ``tail`` mm kept after the last row.

    Where the tail (the signatures) needs a page of its own, the last rows go with it, so that nobody signs a page that
    names nothing.
    """
    pages: list[range] = []
    start, room = 0, first
    for row, height in enumerate(heights):
        if height > room and (row > start or not pages):
            pages.append(range(start, row))
            start, room = row, rest
        room -= height
    pages.append(range(start, len(heights)))
    if room >= tail or not heights:
        return pages
    last = pages.pop()
    carried = len(heights) - min(_COMPANY, max(1, len(last) - 1))
    return [*pages, range(last.start, carried), range(carried, len(heights))]
