"""Lines of this room as people read them on a timeline."""

from postal_services.ledger.models import Line
from postal_services.ledger.words import LineWords
from tracking.rollout.models.obstacles import ObstacleKind
from tracking.rollout.models.statements import WhyNot
from tracking.rollout.states import (
    ACCEPTANCE,
    AGAINST_EVIDENCE,
    BACKDATED,
    OBSTACLE,
    READINESS,
    REMINDER,
    SIMULATED,
    STATEMENT,
    TASK,
)

_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    OBSTACLE: {
        "report": ("Huyện báo vướng mắc", "bad"),
        "take": ("Tỉnh nhận xử lý", ""),
        "assign": ("Giao nơi trả lời", ""),
        "answer": ("Trả lời", "good"),
        "close": ("Kết thúc", "good"),
        "reopen": ("Huyện mở lại", "bad"),
        "escalate": ("Báo cấp trên vì quá hạn trả lời", "bad"),
    },
    ACCEPTANCE: {"accept": ("Tỉnh nghiệm thu", "good"), "withdraw": ("Tỉnh rút nghiệm thu", "bad")},
    REMINDER: {"send": ("Tỉnh nhắc", ""), "dismiss": ("Đã xem lời nhắc", "")},
    READINESS: {"declare": ("Khai sẵn sàng một cửa điện tử", "good"), "withdraw": ("Rút khai sẵn sàng", "bad")},
    TASK: {
        "report_done": ("Báo hoàn thành nhiệm vụ", ""),
        "confirm": ("Tỉnh xác nhận hoàn thành", "good"),
        "reject": ("Tỉnh chưa xác nhận", "bad"),
        "withdraw": ("Rút báo cáo hoàn thành", "bad"),
    },
    STATEMENT: {"state": ("Khai số liệu tháng", ""), "replace": ("Khai lại số liệu tháng", "")},
}
_FLAGS = {
    SIMULATED: "Dữ liệu mô phỏng",
    BACKDATED: "Khai lùi ngày quá hạn cho phép, tính từ ngày ghi",
    AGAINST_EVIDENCE: "Nghiệm thu khi còn thiếu minh chứng",
}


def words(line: Line) -> LineWords:
    """The words of a line about an act of a district or of the province."""
    title, look = _WORDS.get(line.machine, {}).get(line.action, (line.action, ""))
    notes = [*_notes(line), *(_FLAGS[flag] for flag in line.flags if flag in _FLAGS)]
    return LineWords(title, look, tuple(notes))


def _notes(line: Line) -> list[str]:
    data = line.data
    notes = []
    if line.machine == OBSTACLE and data.get("kind") in ObstacleKind.values:
        notes.append(str(ObstacleKind(data["kind"]).label))
    if line.machine == OBSTACLE and "obstacle" in data:
        notes.append(f"Số {data['obstacle']}")
    if data.get("level"):
        notes.append(f"Cấp {data['level']}")
    if line.machine == STATEMENT and "eligible" in data:
        notes.append(f"Tháng {data.get('month', '')}: {data['eligible']} hồ sơ đủ điều kiện")
        reasons = data.get("reasons", {})
        notes += [f"{WhyNot(code).label}: {n}" for code, n in reasons.items() if code in WhyNot.values]
    if data.get("claimed_on"):
        notes.append(f"Ngày khai: {data['claimed_on']}")
    return notes
