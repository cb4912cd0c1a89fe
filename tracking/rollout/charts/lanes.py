"""A unit's history: one lane for each thing to show, drawn while it stood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from postal_services.web.formats import vn_date

from .scales import Days
from .svg import Size, drawing, element, number

_LANE = 2.5
"""Height of a lane in letters: its words above its bar."""


@dataclass(frozen=True, slots=True)
class Span:
    """Something stood from a day; ``until`` is the first day on which it no longer did, None while it stands."""

    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One thing to show, by its name."""

    name: str
    spans: Sequence[Span]


@dataclass(frozen=True, slots=True)
class LanesData:
    """Everything a history shows, from ``first`` to ``as_of`` or the deadline, whichever is later."""

    rows: Sequence[Lane]
    first: date
    as_of: date
    deadline: date | None = None


def lanes(data: LanesData, name: str, width: int) -> SafeString:
    """The drawing; ``name`` is unique on the page."""
    rows, first, as_of, deadline = data.rows, data.first, data.as_of, data.deadline
    letter = 16
    size = Size(width, int(letter * (len(rows) * _LANE + 3.4)), letter)
    last = max(as_of, deadline) if deadline else as_of
    days = Days(first, last, letter * 0.6, width - letter * 0.6)
    top = letter * 1.6
    bottom = top + letter * _LANE * len(rows)
    parts = [
        element("path", class_="chart__tick", d=f"M{number(days.x(day))} {number(top)}V{number(bottom)}")
        for day, _label in days.marks(letter * 4.9)
    ]
    for at, row in enumerate(rows):
        parts += _lane(row, days, top + letter * _LANE * at, letter, as_of)
    for day, label in days.marks(letter * 4.9):
        anchor = "start" if days.x(day) + letter * 3 < width else "end"
        parts.append(
            element("text", label, x=days.x(day), y=bottom + letter * 1.3, text_anchor=anchor, class_="chart__mark")
        )
    if deadline:
        x = days.x(deadline)
        anchor = "end" if x + letter * 4 > width else "middle"
        at_x = min(x, width - 2.0)
        label = _("Hạn %(day)s") % {"day": vn_date(deadline)}
        parts += [
            element("path", class_="chart__deadline", d=f"M{number(x)} {number(letter * 1.3)}V{number(bottom)}"),
            element("text", label, x=at_x, y=letter, text_anchor=anchor, class_="chart__word chart__deadline-word"),
        ]
    return drawing(
        name, _("Minh chứng có từ ngày nào đến ngày nào"), _told(rows), size, *parts, class_="chart", font_size=letter
    )


def _lane(row: Lane, days: Days, top: float, letter: int, as_of: date) -> list[SafeString]:
    bar = top + letter * 1.45
    parts = [
        element(
            "path", class_="lane__none", d=f"M{number(days.left)} {number(bar + letter * 0.35)}H{number(days.x(as_of))}"
        ),
    ]
    for span in row.spans:
        left, right = days.x(span.since), days.x(span.until or as_of)
        parts.append(
            element(
                "rect",
                class_="lane__met",
                x=left,
                y=bar,
                width=max(right - left, 2),
                height=letter * 0.7,
                data_since=span.since.isoformat(),
                data_until=span.until.isoformat() if span.until else None,
            )
        )
        if span.until:
            mark = letter * 0.3
            x, y = number(right - mark), number(bar + letter * 0.35 - mark)
            whole = number(mark * 2)
            parts.append(
                element("path", class_="lane__lost", d=f"M{x} {y}l{whole} {whole}m0 -{whole}l-{whole} {whole}")
            )
    parts.append(element("text", row.name, x=days.left, y=top + letter * 1.05, class_="lane__name"))
    return parts


def _told(rows: Sequence[Lane]) -> str:
    return " ".join(f"{row.name}: {_spans(row.spans)}." for row in rows)


def _spans(spans: Sequence[Span]) -> str:
    if not spans:
        return _("chưa có")
    return "; ".join(
        _("từ %(first)s đến trước %(end)s") % {"first": vn_date(span.since), "end": vn_date(span.until)}
        if span.until
        else _("từ %(day)s") % {"day": vn_date(span.since)}
        for span in spans
    )
