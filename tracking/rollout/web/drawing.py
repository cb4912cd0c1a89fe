"""A burn-up of the ledger as the drawing wants it, and as the table beside it says it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from postal_services.web.formats import vn_date
from tracking.rollout.charts import Band, BurnUpData, Size, Step, burn_up
from tracking.rollout.evidence import BurnUp, Forecast, Progress

from .words import language

DESK, PHONE, WALL = Size(440, 340, 16), Size(330, 300, 15), Size(690, 390, 24)
ROWS = 40
"""Rows of the table beside a drawing at most; the days between say nothing new."""
WEEK = 7

NO_FORECAST = {
    "done": "Tất cả đã đủ, không cần dự báo.",
    "too_early": "Chưa đủ số ngày để dự báo.",
    "no_gain": "Những tuần gần đây không có thêm minh chứng nào nên không dự báo được.",
    "not_judged": "",
}


@dataclass(frozen=True, slots=True)
class Chart:
    """The data of a drawing with what stands beside it."""

    data: BurnUpData
    rows: tuple[Step, ...]
    words: str

    def draw(self, name: str, size: Size) -> SafeString:
        """The drawing; ``name`` is unique on its page."""
        return burn_up(self.data, name, size)

    @property
    def desk(self) -> SafeString:
        """For a wide place."""
        return self.draw("tien-do-rong", DESK)

    @property
    def phone(self) -> SafeString:
        """For a narrow place."""
        return self.draw("tien-do-hep", PHONE)

    @property
    def wall(self) -> SafeString:
        """For four metres."""
        return self.draw("tien-do-tuong", WALL)


def chart_of(told: BurnUp, progress: Progress, today: date, of_units: str) -> Chart:
    """The chart of a burn-up; of a day before the directive or after today it ends with what is known."""
    steps = _steps(told) or (Step(told.as_of, progress.complete, progress.pieces),)
    band = tuple(_band(told)) if told.forecast else ()
    data = BurnUpData(
        steps,
        told.units,
        told.all_pieces,
        steps[-1].day,
        today,
        told.deadline,
        band,
        of_units,
        simulated=progress.simulated,
        language=language(),
    )
    return Chart(data, _thinned(steps), _words(told))


def _steps(told: BurnUp) -> tuple[Step, ...]:
    """The days on which a number changed, the first day and the last."""
    found: list[Step] = []
    days = [point for point in told.days if point.complete is not None and point.pieces is not None]
    for point in days:
        step = Step(point.day, point.complete or 0, point.pieces or 0)
        if not found or (step.complete, step.pieces) != (found[-1].complete, found[-1].pieces) or point is days[-1]:
            found.append(step)
    return tuple(found)


def _band(told: BurnUp) -> list[Band]:
    """The forecast week by week, and its last day."""
    ahead = [point for point in told.days if point.low is not None]
    kept = [*ahead[WEEK - 1 :: WEEK], *ahead[-1:]]
    return [
        Band(point.day, point.low or 0, point.middle or 0, point.high or 0)
        for place, point in enumerate(kept)
        if not place or point is not kept[place - 1]
    ]


def _thinned(steps: Sequence[Step]) -> tuple[Step, ...]:
    """At most ``ROWS`` of the steps: the first, the last, and those that matter most between."""
    if len(steps) <= ROWS:
        return tuple(steps)
    turns = {place for place in range(1, len(steps)) if steps[place].complete != steps[place - 1].complete}
    room = max(ROWS - len(turns), 2)
    kept = {round(place * (len(steps) - 1) / (room - 1)) for place in range(room)} | turns
    return tuple(steps[place] for place in sorted(kept))


def _words(told: BurnUp) -> str:
    """What lines and areas mean, and what is foretold."""
    text = _("Đường đậm: số nơi đã đủ. Vùng sọc: phần minh chứng đã có, cùng thang từ không đến tất cả.")
    if told.forecast is None:
        reason = NO_FORECAST.get(told.reason, "")
        return f"{text} {_(reason)}" if reason else text
    return " ".join((text, *_foretold(told.forecast)))


def _foretold(forecast: Forecast) -> Iterator[str]:
    """The forecast in sentences: the band, when all may be complete, and the chance to keep the deadline."""
    yield _("Vùng chấm: dự báo, tám phần mười khả năng nằm trong.")
    days = [day for day in (forecast.p10, forecast.p50, forecast.p90) if day]
    if forecast.p50:
        told = {"likely": vn_date(forecast.p50), "early": vn_date(days[0]), "late": vn_date(forecast.p90)}
        if forecast.p90:
            text = _("Nhiều khả năng tất cả đủ vào khoảng %(likely)s (sớm %(early)s, muộn %(late)s).") % told
        else:
            text = _("Nhiều khả năng tất cả đủ vào khoảng %(likely)s (sớm %(early)s).") % told
    else:
        told = {"weeks": str(forecast.weeks), "day": vn_date(forecast.horizon)}
        text = _("Với nhịp %(weeks)s tuần gần nhất, đến %(day)s vẫn chưa đủ tất cả.") % told
    yield text
    if forecast.chance is not None:
        yield _("Khả năng kịp hạn: %(percent)s %%.") % {"percent": round(forecast.chance * 100)}
