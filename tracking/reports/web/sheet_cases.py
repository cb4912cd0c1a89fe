"""One figure of a responsibility sheet opened: beside the quarter before, by day, and the cases it was counted from."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from delegation.registry.actors import actor_from
from delegation.registry.models import Office
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere
from tracking.custody.web.doors import page_of, signed_in
from tracking.journey.policies import may_read_ratings
from tracking.measures import queries as measures
from tracking.measures.keys import MEANINGS, Key
from tracking.reports import sheets
from tracking.reports.addresses import PROCEDURE, SheetAddresses
from tracking.reports.figures import share
from tracking.reports.opening import by_day
from tracking.reports.quarters import Span
from tracking.reports.sheets import tables
from tracking.reports.sheets.gather import rule_on, within
from tracking.reports.tables import Cell, Column, Kind, Opens, Table, Way
from tracking.reports.web.sheets import asked_span
from tracking.reports.web.showing import table_of
from tracking.rollout import evidence
from tracking.rollout.models.obstacles import ObstacleKind
from tracking.rollout.queries.obstacles import standing
from tracking.rollout.states import ObstacleState


@signed_in
@require_safe
def cases(request: HttpRequest, unit: str, figure: str) -> HttpResponseBase:
    """A figure of a sheet as of its days: what it says, and the list that it was counted from."""
    scope = sheets.require_may_read(actor_from(request))
    if not scope.covers(unit):
        raise NotThere
    span = asked_span(request)
    office = sheets.desk_of(unit, span.as_of)
    if office is None:
        raise NotThere
    context = _obstacles(unit, span) if figure == Opens.WAITING else _counted(request, office, figure, span)
    to = SheetAddresses(span)
    context |= {
        "span": span,
        "name": office.unit.name,
        "back": to.path(Way(Opens.SHEET, unit)),
        "tables": [table_of(each, to.path) for each in context["tables"]],
    }
    return render(request, "reports/sheet_cases.html", context)


def _counted(request: HttpRequest, office: Office, figure: str, span: Span) -> dict[str, Any]:
    """A figure of the post; sums of scores are no figure of a sheet, differences of cash are not counted from cases."""
    actor = actor_from(request)
    key = next((each for each in Key if str(each).replace("_", "-") == figure and each != Key.SCORE_SUM), None)
    procedure = request.GET.get(PROCEDURE, "")[:24]
    if key is None or not procedure.isprintable():
        raise NotThere
    cash = key == Key.CASH_DIFFERENCE_VND
    rows = measures.behind(actor, key, office.code, span.first, span.as_of)
    rows = rows.filter(procedure=procedure) if procedure else rows
    return {
        **({} if cash else page_of(request, rows)),
        "listed": not cash,
        "label": tables.label(key),
        "rule": MEANINGS[key].rule,
        "procedure": procedure,
        "tables": [*_means(office, key, span, procedure), *([] if procedure else _days(office, key, span))],
        **_elsewhere(actor, office, key, span),
    }


def _elsewhere(actor: Actor, office: Office, key: Key, span: Span) -> dict[str, str]:
    """Where another room shows the reader what a figure was made of."""
    if key == Key.CASH_DIFFERENCE_VND:
        return {"elsewhere": reverse("cash:reconciliations"), "elsewhere_words": "Các bảng đối soát"}
    if key in {Key.RATED, Key.SATISFIED} and may_read_ratings(actor):
        days = f"noi={office.code}&tu={span.first:%d/%m/%Y}&den={span.as_of:%d/%m/%Y}"
        return {"elsewhere": f"{reverse('journey:ratings')}?{days}", "elsewhere_words": "Từng đánh giá"}
    return {}


def _days(office: Office, key: Key, span: Span) -> Sequence[Table]:
    """The figure beside that of the quarter before, and day by day."""
    daily = measures.daily([office.code], [key], span.as_of)
    earlier = Span(span.quarter.previous, span.quarter.previous.last)
    now, before = within(daily, office.code, key, span), within(daily, office.code, key, earlier)
    columns = (Column("Kỳ này"), Column("Kỳ trước"), Column("Thay đổi", Kind.CHANGE))
    compared = Table("compared", "So với quý trước", columns, ((now, before, now - before),))
    return compared, by_day(daily, office.code, key, span.first, span.as_of)


def _means(office: Office, key: Key, span: Span, procedure: str) -> Sequence[Table]:
    """What the cases come to on average, where the sheet says so."""
    if key == Key.FINISHED:
        cells = tuple(tables.time_cells(each) for each in sheets.times_of(office.code, span, procedure))
        title = "Thời gian giải quyết (ngày làm việc, trung bình)"
        return [Table("means", title, tables.TIME_COLUMNS, cells)] if cells else []
    if key != Key.RATED:
        return []
    wanted = (Key.RATED, Key.SATISFIED, Key.SCORE_SUM)
    daily = measures.daily([office.code], wanted, span.as_of)
    rated, satisfied, score = (within(daily, office.code, each, span) for each in wanted)
    if rated < max(rule_on(span.as_of).least_ratings, 1):
        return []
    columns = (Column("Lượt đánh giá"), Column("Điểm trung bình, trên 5", Kind.DAYS), Column("Hài lòng", Kind.SHARE))
    return [Table("means", "Đánh giá", columns, ((rated, round(score * 100 / rated), share(satisfied, rated)),))]


def _obstacles(unit: str, span: Span) -> dict[str, Any]:
    """The obstacles of a unit that waited for an answer at the end of the span."""
    told = standing(span.as_of, evidence.DIRECTIVE).of(unit)
    rows: list[tuple[Cell, ...]] = [
        (
            each.code,
            str(ObstacleKind(each.kind).label),
            str(ObstacleState(each.state).label),
            each.due,
            each.age(span.as_of),
            1,
            int(each.is_overdue(span.as_of)),
        )
        for each in told.open
    ]
    columns = (
        Column("Mã", Kind.TEXT),
        Column("Loại vướng mắc", Kind.TEXT),
        Column("Tình trạng", Kind.TEXT),
        Column("Hạn trả lời", Kind.DAY),
        Column("Số ngày"),
        Column("Chưa trả lời"),
        Column("Quá hạn trả lời"),
    )
    total = ("Cộng", "", "", None, None, len(told.open), len(told.overdue))
    nothing = "Không có vướng mắc nào chờ trả lời."
    return {
        "listed": False,
        "label": "Khó khăn, vướng mắc chưa được trả lời",
        "rule": "Vướng mắc đơn vị đã báo mà đến cuối kỳ tỉnh chưa trả lời.",
        "tables": [Table("waiting", "Chờ trả lời vào cuối kỳ", columns, tuple(rows), total=total, none=nothing)],
        "elsewhere": f"{reverse('rollout:obstacles')}?don-vi={unit}",
        "elsewhere_words": "Danh sách vướng mắc hiện nay",
    }
