"""Reports held against the ledger: their states, and the figures that their lines name."""

from collections.abc import Iterator

from postal_services.ledger.models import Line
from postal_services.ledger.projections import Difference, StateOf

from . import coding
from .models import Report
from .states import REPORT


class Figures:
    """The stored figures, which the last line of each report names by their digest."""

    name = "reports.report.figures"

    def differences(self) -> Iterator[Difference]:
        """Every report whose figures are not those of its last line; reports are few."""
        said = {
            line.subject: str(line.data["sha256"])
            for line in Line.objects.filter(machine=REPORT).order_by("stream_id", "seq").iterator()
        }
        for report in Report.objects.iterator(chunk_size=50):
            found = coding.digest(report.figures)
            if not said.get(report.pk) == report.sha256 == found:
                yield Difference(self.name, str(report.pk), said.get(report.pk, "nothing"), found)

    def repair(self) -> int:
        """Nothing: figures that are not what was signed need a person."""
        return 0


REPORTS = StateOf(REPORT, Report)
FIGURES = Figures()
