"""How a quarterly report comes about: the table that PostgreSQL enforces and the drawing is made from."""

from django.db.models import TextChoices

from postal_services.ledger.edges import START, Edge

REPORT = "report"
STREAM_KIND = "directive"
"""Lines about the reports of a directive stand in the directive's own stream."""


class ReportState(TextChoices):
    """How far a report is; a frozen one never changes again."""

    DRAFT = "draft", "Dự thảo"
    APPROVED = "approved", "Đã duyệt"
    FROZEN = "frozen", "Đã chốt"
    WITHDRAWN = "withdrawn", "Đã rút dự thảo"


_R = ReportState
REPORT_EDGES: frozenset[Edge] = frozenset(
    {
        Edge(START, "draft", _R.DRAFT),
        # Figures computed again, because lines came in or something was put right.
        Edge(_R.DRAFT, "redraft", _R.DRAFT),
        Edge(_R.APPROVED, "redraft", _R.DRAFT),
        Edge(_R.WITHDRAWN, "redraft", _R.DRAFT),
        Edge(_R.DRAFT, "approve", _R.APPROVED),
        Edge(_R.APPROVED, "freeze", _R.FROZEN),
        Edge(_R.DRAFT, "withdraw", _R.WITHDRAWN),
        Edge(_R.APPROVED, "withdraw", _R.WITHDRAWN),
    }
)
REDRAFTABLE: frozenset[str] = frozenset({_R.DRAFT, _R.APPROVED, _R.WITHDRAWN})


class MakingState(TextChoices):
    """How far the computing of figures is."""

    WAITING = "waiting", "Đang chờ"
    RUNNING = "running", "Đang tính"
    READY = "ready", "Xong"
    FAILED = "failed", "Không tính được"
