"""The burn-up: units that have shown everything as a step line, single pieces as an area, and where it may lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from postal_services.web.formats import tenths, vn_date

from .scales import Counts, Days
from .svg import Size, drawing, element, number

ROOM_BELOW = 1.9
"""Letters' heights under the axis."""


@dataclass(frozen=True, slots=True)
class Step:
    """What stood at the end of a day; it stands until the next step."""

    day: date
    complete: int
    pieces: int


@dataclass(frozen=True, slots=True)
class Band:
    """Where the count of complete units may be on a day: nine in ten lie above ``low``, one in ten above ``high``."""

    day: date
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class BurnUpData:
    """Everything a burn-up shows; ``steps`` begin on the first day and end on ``as_of``."""

    steps: Sequence[Step]
    units: int
    pieces: int
    """Pieces that all units together have to show."""
    as_of: date
    today: date
    deadline: date | None
    band: Sequence[Band] = ()
    of_units: str = "đơn vị"
    simulated: bool = False
    """Whether anything in it was played; the drawing says so itself, as it may be copied out of its page."""
    language: str = "vi"
    """The language of its words; papers speak Vietnamese, whoever prints them."""

    @property
    def last(self) -> Step:
        """What stands on the day itself."""
        return self.steps[-1]

    @property
    def ends_on(self) -> date:
        """The last day of the axis."""
        return max(self.as_of, *([self.deadline] if self.deadline else []), *(each.day for each in self.band))


@dataclass(frozen=True, slots=True)
class _Frame:
    days: Days
    counts: Counts
    letter: int


def burn_up(data: BurnUpData, name: str, size: Size) -> SafeString:
    """The drawing; ``name`` is unique on the page."""
    with override(data.language):
        return _drawn(data, name, size)


def _drawn(data: BurnUpData, name: str, size: Size) -> SafeString:
    letter = size.letter
    frame = _Frame(
        Days(data.steps[0].day, data.ends_on, letter * 1.9, size.width - letter * 0.9),
        Counts(data.units, size.height - letter * ROOM_BELOW, letter * 3.2),
        letter,
    )
    return drawing(
        name,
        _("Biểu đồ tiến độ theo ngày"),
        _told(data),
        size,
        element("defs", *_patterns(name)),
        *_axes(frame, size),
        *_band(data, frame, name),
        *_area(data, frame, name),
        *_deadline(data, frame, size),
        *_today(data, frame),
        *_line(data, frame),
        *_labels(data, frame, size),
        *_played(data, frame),
        class_="chart",
        font_size=letter,
        data_complete=data.last.complete,
        data_pieces=data.last.pieces,
        data_as_of=data.as_of.isoformat(),
    )


def _told(data: BurnUpData) -> str:
    last = data.last
    parts = [
        _(
            "Đến hết ngày %(day)s: %(complete)s trên %(units)s %(of_units)s đã đủ, "
            "%(pieces)s trên %(all_pieces)s minh chứng."
        )
        % {
            "day": vn_date(data.as_of),
            "complete": last.complete,
            "units": data.units,
            "of_units": data.of_units,
            "pieces": last.pieces,
            "all_pieces": data.pieces,
        }
    ]
    if data.deadline:
        parts.append(_("Hạn: %(day)s.") % {"day": vn_date(data.deadline)})
    if data.band:
        end = data.band[-1]
        numbers = {"middle": tenths(end.middle), "low": tenths(end.low), "high": tenths(end.high)}
        parts.append(
            _("Dự báo đến %(day)s: khoảng %(middle)s %(of_units)s, từ %(low)s đến %(high)s.")
            % {"day": vn_date(end.day), "of_units": data.of_units, **numbers}
        )
    return " ".join(parts)


def _patterns(name: str) -> tuple[SafeString, SafeString]:
    """Hatches, so that the areas differ on paper without colour."""
    stripes = element(
        "pattern",
        element("rect", class_="chart__tint", width=7, height=7),
        element("path", class_="chart__hatch", d="M0 7L7 0"),
        id=f"{name}-pieces", width=7, height=7, patternUnits="userSpaceOnUse",
    )  # fmt: skip
    dots = element(
        "pattern",
        element("rect", class_="chart__maybe", width=6, height=6),
        element("circle", class_="chart__dot", cx=3, cy=3, r=1),
        id=f"{name}-band", width=6, height=6, patternUnits="userSpaceOnUse",
    )  # fmt: skip
    return stripes, dots


def _axes(frame: _Frame, size: Size) -> list[SafeString]:
    days, counts, letter = frame.days, frame.counts, frame.letter
    parts = []
    for count in counts.marks():
        y = counts.y(count)
        parts.append(element("path", class_="chart__grid", d=f"M{number(days.left)} {number(y)}H{number(days.right)}"))
        parts.append(_text(str(count), days.left - letter * 0.4, y + letter * 0.35, "end", "chart__mark"))
    for day, label in days.marks(letter * 4.9):
        x, bottom = days.x(day), counts.bottom
        parts.append(element("path", class_="chart__tick", d=f"M{number(x)} {number(bottom)}v{number(letter * 0.35)}"))
        fits = x + letter * len(label) * 0.55 < size.width
        parts.append(_text(label, x, bottom + letter * 1.4, "start" if fits else "end", "chart__mark"))
    return parts


def _text(words: str, x: float, y: float, anchor: str, css: str) -> SafeString:
    return element("text", words, x=x, y=y, text_anchor=anchor, class_=css)


def _stairs(points: Sequence[tuple[float, float]]) -> str:
    """A path that goes right, then up or down."""
    first, *rest = points
    return f"M{number(first[0])} {number(first[1])}" + "".join(f"H{number(x)}V{number(y)}" for x, y in rest)


def _area(data: BurnUpData, frame: _Frame, name: str) -> list[SafeString]:
    scale = data.units / max(data.pieces, 1)
    points = [(frame.days.x(step.day), frame.counts.y(step.pieces * scale)) for step in data.steps]
    edge = _stairs(points)
    bottom = number(frame.counts.bottom)
    area = f"{edge}V{bottom}H{number(points[0][0])}z"
    told = " ".join(f"{step.day.isoformat()}:{step.pieces}" for step in data.steps)
    return [
        element("path", class_="chart__pieces", d=area, fill=f"url(#{name}-pieces)", data_steps=told),
        element("path", class_="chart__edge", d=edge),
    ]


def _line(data: BurnUpData, frame: _Frame) -> list[SafeString]:
    steps = [data.steps[0]]
    for step in data.steps[1:]:
        if step.complete != steps[-1].complete or step is data.last:
            steps.append(step)
    points = [(frame.days.x(step.day), frame.counts.y(step.complete)) for step in steps]
    told = " ".join(f"{step.day.isoformat()}:{step.complete}" for step in steps)
    return [
        element("path", class_="chart__line", d=_stairs(points), data_steps=told),
        element("circle", class_="chart__now", cx=points[-1][0], cy=points[-1][1], r=frame.letter * 0.36),
    ]


def _band(data: BurnUpData, frame: _Frame, name: str) -> list[SafeString]:
    if not data.band:
        return []
    start = Band(data.as_of, *([float(data.last.complete)] * 3))
    points = [start, *(each for each in data.band if each.day > data.as_of)]
    upper = [(frame.days.x(each.day), frame.counts.y(each.high)) for each in points]
    lower = [(frame.days.x(each.day), frame.counts.y(each.low)) for each in reversed(points)]
    middle = [(frame.days.x(each.day), frame.counts.y(each.middle)) for each in points]
    return [
        element("path", class_="chart__band", d=f"{_straight(upper + lower)}z", fill=f"url(#{name}-band)"),
        element("path", class_="chart__middle", d=_straight(middle)),
    ]


def _straight(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def _deadline(data: BurnUpData, frame: _Frame, size: Size) -> list[SafeString]:
    if data.deadline is None:
        return []
    return _upright(
        frame, data.deadline, _("Hạn %(day)s") % {"day": vn_date(data.deadline)}, "chart__deadline", row=1, size=size
    )


def _today(data: BurnUpData, frame: _Frame) -> list[SafeString]:
    """A line where today lies, unless the drawing ends on it or does not reach it."""
    if not data.steps[0].day < data.today < data.ends_on or data.today == data.deadline:
        return []
    size = Size(int(frame.days.right + frame.letter), 0)
    return _upright(
        frame,
        data.today,
        _("Hôm nay %(day)s") % {"day": f"{data.today.day}/{data.today.month}"},
        "chart__today",
        row=2,
        size=size,
    )


def _upright(frame: _Frame, day: date, label: str, css: str, *, row: int, size: Size) -> list[SafeString]:
    x, letter = frame.days.x(day), frame.letter
    top = letter * (row + 0.3)
    half = letter * len(label) * 0.28
    anchor = "end" if x + half > size.width else "start" if x - half < 0 else "middle"
    at = min(x + letter * 0.3, size.width - 2) if anchor == "end" else x
    return [
        element("path", class_=css, d=f"M{number(x)} {number(top)}V{number(frame.counts.bottom)}"),
        _text(label, at, top - letter * 0.35, anchor, f"chart__word {css}-word"),
    ]


def _played(data: BurnUpData, frame: _Frame) -> list[SafeString]:
    if not data.simulated:
        return []
    return [
        _text(
            _("Mô phỏng"),
            frame.days.left + frame.letter * 0.5,
            frame.counts.top + frame.letter * 1.4,
            "start",
            "chart__played",
        )
    ]


def _highest(data: BurnUpData, frame: _Frame, left: float) -> int:
    """The highest count that the line has right of ``left``, so that its label stands clear of it."""
    standing = [step.complete for step in data.steps if frame.days.x(step.day) <= left][-1:]
    return max([*standing, *(step.complete for step in data.steps if frame.days.x(step.day) > left)])


def _labels(data: BurnUpData, frame: _Frame, size: Size) -> list[SafeString]:
    """The two numbers at the end of their lines, and the forecast's where it ends."""
    letter, last = frame.letter, data.last
    x = frame.days.x(data.as_of)
    words = [
        _("%(part)s/%(whole)s đã đủ") % {"part": last.complete, "whole": data.units},
        _("%(part)s/%(whole)s minh chứng") % {"part": last.pieces, "whole": data.pieces},
    ]
    pieces_y = frame.counts.y(last.pieces * data.units / max(data.pieces, 1)) - letter * 0.6
    complete_y = frame.counts.y(_highest(data, frame, x - letter * len(words[0]) * 0.6)) - letter * 0.7
    if complete_y - pieces_y < letter * 1.3:
        pieces_y = complete_y - letter * 1.3
    longest = letter * max(len(text) for text in words) * 0.55
    anchor, shift = ("end", -letter * 0.5) if x - longest > frame.days.left else ("start", letter * 0.6)
    if pieces_y < letter * 3:
        pieces_y, complete_y = max(pieces_y, letter * 3), frame.counts.y(last.complete) + letter * 1.7
    parts = [
        _text(words[0], x + shift, complete_y, anchor, "chart__word chart__line-word"),
        _text(words[1], x + shift, pieces_y, anchor, "chart__word chart__pieces-word"),
    ]
    if data.band:
        end = data.band[-1]
        told = _("dự báo %(low)s–%(high)s") % {"low": tenths(end.low), "high": tenths(end.high)}
        y = frame.counts.y(end.middle) - letter * 0.6
        near = abs(y - complete_y) < letter * 1.3 and x + shift > frame.days.x(end.day) - letter * 10
        y = y + letter * 2 if near else y
        parts.append(_text(told, frame.days.x(end.day) - letter * 0.3, y, "end", "chart__word chart__middle-word"))
    return parts
