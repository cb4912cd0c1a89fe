"""What a figure is opened from: the report, its days, and one look at the evidence as of their end."""

from dataclasses import dataclass
from functools import cached_property

from postal_services import clock
from postal_services.accounts.actors import Actor
from tracking.measures.queries import Cases
from tracking.reports.figures import Figures
from tracking.reports.gathering import Period, period_of
from tracking.reports.models import Report
from tracking.reports.tables import Table
from tracking.rollout import evidence


@dataclass(frozen=True)
class Source:
    """One report, for one reader."""

    report: Report
    actor: Actor

    @cached_property
    def figures(self) -> Figures:
        """What the report says."""
        return self.report.tree

    @cached_property
    def period(self) -> Period:
        """Its days, as they were when it was drawn up."""
        return period_of(self.report.directive, self.report.of, clock.day_of(self.report.known_to))

    @cached_property
    def seen(self) -> evidence.Progress:
        """The targets of the main ask at the end of the period."""
        return self.progress(self.figures.progress.ask)

    def progress(self, ask: str) -> evidence.Progress:
        """The targets of an ask at the end of the period."""
        return evidence.look(self.report.directive_id, ask, self.period.as_of).progress(self.period.as_of)

    @property
    def days(self) -> str:
        """The report's days in words."""
        return f"từ {self.period.first:%d/%m/%Y} đến hết {self.period.as_of:%d/%m/%Y}"

    @property
    def end(self) -> str:
        """The end of the report's days in words."""
        return f"hết ngày {self.period.as_of:%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class Opened:
    """A figure opened.

    ``cases`` are those of the list that the reader may see; None where they may see none, or none were counted.
    ``ask`` is the one whose evidence the rows lead to.
    """

    label: str
    about: str
    rule: str
    table: Table
    ask: str
    cases: Cases | None = None
