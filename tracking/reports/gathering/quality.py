"""What to know before the figures are trusted."""

from django.db import connection

from tracking.reports import figures as tree
from tracking.rollout.evidence import Progress as Seen
from tracking.rollout.models import Directive

from .measured import Counted
from .period import Period

_SPECIAL = """
SELECT count(*) FILTER (WHERE 'backdated' = ANY(l.flags)), count(*) FILTER (WHERE l.recorded_at >= %(edge)s),
       count(*) FILTER (WHERE 'simulated' = ANY(l.flags))
  FROM ledger_stream s JOIN ledger_line l ON l.stream_id = s.id
 WHERE (s.kind IN ('office', 'mandate') OR (s.kind = 'target' AND s.code LIKE %(own)s))
   AND l.machine IN ('appointment', 'device', 'publication', 'training', 'mandate', 'acceptance', 'obstacle',
                     'readiness', 'task', 'reminder')
   AND l.occurred_at >= %(begin)s AND l.occurred_at < %(edge)s
"""


def notes(
    directive: Directive, seen: Seen, counted: Counted, stated: tree.Eligible, period: Period
) -> tuple[tree.Note, ...]:
    """The notes that apply, the most weighty first."""
    with connection.cursor() as cursor:
        cursor.execute(_SPECIAL, {"edge": period.edge, "begin": period.begin, "own": f"{directive.code}/%"})
        backdated, late, played = cursor.fetchone()
    unverified = sum(not rule.verified for rule in seen.rules)
    found = [
        (
            tree.SIMULATED,
            "Có dữ liệu mô phỏng, không phải hồ sơ thật: số hồ sơ và việc mô phỏng được tính trong báo cáo",
            counted.simulated + played + (seen.simulated and not counted.simulated and not played),
        ),
        ("recorded_late", "Việc của kỳ làm minh chứng được ghi vào sổ sau khi hết kỳ", late),
        (
            "backdated",
            "Minh chứng khai lùi ngày quá thời gian cho phép, nên tính vào ngày ghi",
            backdated,
        ),
        (
            "statements_missing",
            "Số khai hồ sơ đủ điều kiện còn thiếu (đơn vị × tháng)",
            stated.expected - stated.stated,
        ),
        ("rules_unverified", "Quy tắc xét có mức chưa kiểm chứng với văn bản gốc", unverified),
    ]
    return tuple(tree.Note(code, words, int(count)) for code, words, count in found if count)
