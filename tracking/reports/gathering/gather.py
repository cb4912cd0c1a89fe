"""The whole tree of figures, section by section."""

from collections.abc import Callable
from datetime import datetime

from tracking.reports import figures as tree
from tracking.reports.refusals import NoFigures
from tracking.rollout import evidence
from tracking.rollout.models import Ask, Directive
from tracking.rollout.models.directives import Measure

from . import asks, measured, obstacles, progress, quality
from .period import Period

Tell = Callable[[int, str], None]
"""Hears how far it is: per cent, and what is being done."""


def gather(directive: Directive, period: Period, at: datetime, tell: Tell) -> tree.Figures:
    """Everything the report says, read from what the connection shows of the ledger; appointments had passed by ``at``.

    Raises NoFigures for a directive without an ask that is judged by evidence.
    """
    every = list(Ask.objects.filter(directive=directive).order_by("position"))
    main = next((ask for ask in every if ask.measure == Measure.EVIDENCE), None)
    if main is None:
        raise NoFigures(number=directive.number)
    tell(30, "Xét minh chứng của từng đơn vị")
    look = evidence.look(directive.code, main.number, period.as_of)
    seen = look.progress(period.as_of)
    tell(50, "Cộng số liệu tiếp nhận, chuyển phát")
    counted = measured.counted(seen, period, at)
    tell(60, "Tính thời gian giải quyết")
    times = measured.times(seen, period)
    tell(70, "Đọc khó khăn, vướng mắc")
    standing = obstacles.read(directive.code, period)
    tell(80, "Xét các mục khác của văn bản")
    others = asks.others(directive.code, [ask for ask in every if ask.pk != main.pk], period)
    stated = asks.stated(directive.code, main.number, seen, counted, period)
    return tree.Figures(
        version=tree.VERSION,
        head=_head(directive, main, period),
        progress=progress.progress(look, seen, period),
        rows=progress.rows(look, seen, period, counted, standing.by_unit),
        measures=counted.measures,
        obstacles=standing.figures,
        times=times,
        readiness=others.readiness,
        tasks=others.tasks,
        eligible=stated,
        notes=quality.notes(directive, seen, counted, stated, period),
    )


def _head(directive: Directive, main: Ask, period: Period) -> tree.Head:
    return tree.Head(
        directive=directive.code,
        number=directive.number,
        title=directive.title,
        issuer=directive.issuer,
        issued_on=directive.issued_on,
        quarter=str(period.quarter),
        quarter_words=period.quarter.words,
        first=period.first,
        last=period.quarter.last,
        as_of=period.as_of,
        compared=period.compared,
        from_notice=period.from_notice,
        provisional=period.provisional,
        deadline=main.deadline,
    )
