"""What to know before the figures are trusted."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection

from tracking.reports import figures as tree
from tracking.rollout.evidence import Progress as Seen
from tracking.rollout.models import Directive

from .measured import Counted
from .period import Period

RECORDED_LATE: Final = "recorded_late"
BACKDATED: Final = "backdated"
UNVERIFIED: Final = "rules_unverified"
_MACHINES: Final = [
    "appointment", "device", "publication", "training", "mandate", "acceptance", "obstacle", "readiness", "task",
    "reminder",
]  # fmt: skip
"""Acts that are evidence, or are about it."""
_OF = """
  FROM ledger_stream s JOIN ledger_line l ON l.stream_id = s.id
 WHERE (s.kind IN ('office', 'mandate') OR (s.kind = 'target' AND s.code LIKE %(own)s))
   AND l.machine = ANY(%(machines)s)
   AND l.occurred_at >= %(begin)s AND l.occurred_at < %(edge)s
"""
_IS = {
    BACKDATED: "'backdated' = ANY(l.flags)",
    RECORDED_LATE: "l.recorded_at >= %(edge)s",
    tree.SIMULATED: "'simulated' = ANY(l.flags)",
}
_SPECIAL = f"SELECT {', '.join(f'count(*) FILTER (WHERE {each})' for each in _IS.values())} {_OF}"
_LINES = f"""
SELECT s.kind, s.code, l.machine, l.action, count(*), l.stream_id, min(l.seq) {_OF}
   AND {{note}} AND l.tx < %(horizon)s
 GROUP BY s.kind, s.code, l.machine, l.action, l.stream_id ORDER BY s.kind, s.code, l.machine, l.action
"""


@dataclass(frozen=True, slots=True)
class Acts:
    """Acts of one sort in one stream of the ledger that a note counts, with the number of the first of them."""

    of: str
    code: str
    machine: str
    action: str
    count: int
    stream: UUID
    first: int


def acts(note: str, directive: Directive, period: Period, horizon: int) -> list[Acts]:
    """The acts that a note was counted from, of transactions below ``horizon``; empty for any other note."""
    if note not in _IS:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LINES.format(note=_IS[note]), {**_params(directive, period), "horizon": horizon})
        return [Acts(*row) for row in cursor.fetchall()]


def _params(directive: Directive, period: Period) -> dict[str, Any]:
    return {"edge": period.edge, "begin": period.begin, "own": f"{directive.code}/%", "machines": _MACHINES}


def notes(
    directive: Directive, seen: Seen, counted: Counted, stated: tree.Eligible, period: Period
) -> tuple[tree.Note, ...]:
    """The notes that apply, the most weighty first."""
    with connection.cursor() as cursor:
        cursor.execute(_SPECIAL, _params(directive, period))
        backdated, late, played = cursor.fetchone()
    unverified = sum(not rule.verified for rule in seen.rules)
    found = [
        (
            tree.SIMULATED,
            "Có dữ liệu mô phỏng, không phải hồ sơ thật: số hồ sơ và việc mô phỏng được tính trong báo cáo",
            counted.simulated + played + (seen.simulated and not counted.simulated and not played),
        ),
        (RECORDED_LATE, "Việc của kỳ làm minh chứng được ghi vào sổ sau khi hết kỳ", late),
        (
            BACKDATED,
            "Minh chứng khai lùi ngày quá thời gian cho phép, nên tính vào ngày ghi",
            backdated,
        ),
        (
            tree.STATEMENTS_MISSING,
            "Số khai hồ sơ đủ điều kiện còn thiếu (đơn vị × tháng)",
            stated.expected - stated.stated,
        ),
        (UNVERIFIED, "Quy tắc xét có mức chưa kiểm chứng với văn bản gốc", unverified),
    ]
    return tuple(tree.Note(code, words, int(count)) for code, words, count in found if count)
