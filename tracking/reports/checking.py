"""Holding a report against the ledger: its line, the chain around it, and its figures computed anew."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from postal_services import clock
from postal_services.errors import Refused
from postal_services.ledger import verification
from postal_services.ledger.models import Checkpoint, Line

from . import coding, steps
from .gathering import Known, as_known_then, gather, period_of
from .models import Report
from .states import REPORT

Tell = Callable[[int, str], None]
MOST_DIFFERENCES = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """What can be seen at a glance: whether the stored figures are those of the ledger's line, and where that stands.

    ``checkpoint`` is the number of the seal that covers the line; None until the next seal.
    """

    sha256: str
    figures_hold: bool
    line_says: str
    seq: int
    recorded_at: datetime | None
    checkpoint: int | None

    @property
    def row_holds(self) -> bool:
        """Whether the ledger's line, the row and the figures say the same."""
        return self.figures_hold and self.line_says == self.sha256


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The figures computed anew: where they differ from the stored ones, and why that could not be told."""

    matches: bool
    differences: tuple[str, ...] = ()
    problem: str = ""


def standing(report: Report) -> Standing:
    """The stored figures beside the report's last line; two statements."""
    line = Line.objects.filter(stream_id=report.stream_id, machine=REPORT, subject=report.pk).order_by("-seq").first()
    sealed = (
        Checkpoint.objects.filter(from_tx__lte=line.tx, to_tx__gt=line.tx).values_list("number", flat=True).first()
        if line
        else None
    )
    return Standing(
        sha256=report.sha256,
        figures_hold=coding.digest(report.figures) == report.sha256,
        line_says=str(line.data.get("sha256", "")) if line and line.to_state == report.state else "",
        seq=line.seq if line else 0,
        recorded_at=line.recorded_at if line else None,
        checkpoint=sealed,
    )


def chain(report: Report) -> str:
    """What is broken in the chain of the directive's stream; empty when nothing is."""
    verdict = verification.verify(report.directive_id)
    return str(verdict.broken) if verdict.broken else ""


def recompute(report: Report, tell: Tell) -> Recomputed:
    """Compute the figures anew from the lines that were known then, and compare them to the letter.

    Takes minutes for millions of lines; nothing is written.
    """

    def read(lines: int, of: int) -> None:
        tell(5 + 65 * lines // max(of, 1), f"Cộng lại từ sổ: {lines} / {of} dòng")

    try:
        with as_known_then(Known(report.horizon, report.known_to), read) as known:
            period = period_of(report.directive, report.of, clock.day_of(known.at))
            tell(70, "Xét lại minh chứng và số liệu")
            figures = gather(report.directive, period, known.at, lambda percent, stage: tell(70 + percent // 4, stage))
    except Refused as refused:
        return Recomputed(matches=False, problem=refused.detail())
    found = coding.written(figures)
    if found == report.figures:
        return Recomputed(matches=True)
    differences = coding.differences(report.figures, found)
    return Recomputed(matches=False, differences=tuple(each[:300] for each in differences[:MOST_DIFFERENCES]))


def late(report: Report) -> Sequence[tuple[str, str, int]]:
    """Acts of the report's days that were recorded after it: machine, action, count."""
    return steps.late_lines(report)
