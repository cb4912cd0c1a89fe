"""The line of a unit's months: what part of the finished cases was in time; months without any leave a gap."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from tracking.reports.sheets import Sheet
from tracking.reports.sheets.figures import Month
from tracking.rollout.charts.svg import Size, drawing, element, number

_SMALL = Size(96, 28, 10)
_WIDE = Size(420, 120, 12)
_WHOLE = 10_000
_LEAST = 2


def spark(sheet: Sheet, *, wide: bool = False) -> SafeString | str:
    """The drawing; empty where fewer than two months have anything to show."""
    known = [month for month in sheet.months if month.on_time is not None]
    if len(known) < _LEAST:
        return ""
    size = _WIDE if wide else _SMALL
    told = "; ".join(f"{month.first:%m/%Y}: {_words(month)}" for month in sheet.months)
    name = f"spark-{sheet.unit}{'-wide' if wide else ''}"
    marks = _months(sheet, size) if wide else []
    return drawing(
        name,
        "Tỷ lệ đúng hẹn theo tháng",
        told,
        size,
        *marks,
        *_stretches(sheet, size, wide=wide),
        *_points(sheet, size, wide=wide),
        class_="spark spark--wide" if wide else "spark",
    )


def _words(month: Month) -> str:
    return "không có hồ sơ xong" if month.on_time is None else f"{month.on_time / 100:.0f} % của {month.finished}"


def _place(index: int, count: int, month: Month, size: Size, *, wide: bool) -> tuple[float, float]:
    side, head, foot = (34, 18, 24) if wide else (4, 4, 4)
    x = side + (size.width - 2 * side) * index / max(count - 1, 1)
    part = (month.on_time or 0) / _WHOLE
    return x, head + (size.height - head - foot) * (1 - part)


def _stretches(sheet: Sheet, size: Size, *, wide: bool) -> list[SafeString]:
    runs: list[list[tuple[float, float]]] = [[]]
    for index, month in enumerate(sheet.months):
        if month.on_time is None:
            runs.append([])
        else:
            runs[-1].append(_place(index, len(sheet.months), month, size, wide=wide))
    return [
        element("polyline", points=" ".join(f"{number(x)},{number(y)}" for x, y in run), class_="spark__line")
        for run in runs
        if len(run) > 1
    ]


def _points(sheet: Sheet, size: Size, *, wide: bool) -> list[SafeString]:
    found: list[SafeString] = []
    for index, month in enumerate(sheet.months):
        if month.on_time is None:
            continue
        x, y = _place(index, len(sheet.months), month, size, wide=wide)
        found.append(element("circle", cx=x, cy=y, r=4 if wide else 2.2, class_="spark__point"))
        if wide:
            words = format_html("{} %", round(month.on_time / 100))
            found.append(element("text", words, x=x, y=y - 8, text_anchor="middle", class_="spark__value"))
    return found


def _months(sheet: Sheet, size: Size) -> list[SafeString]:
    count = len(sheet.months)
    return [
        element(
            "text",
            f"{month.first:%m/%Y}",
            x=_place(index, count, month, size, wide=True)[0],
            y=size.height - 6,
            text_anchor="middle",
            class_="spark__month",
        )
        for index, month in enumerate(sheet.months)
    ]
