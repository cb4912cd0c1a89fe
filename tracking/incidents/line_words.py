"""Lines of this room as people read them on the timeline of a case."""

from postal_services.ledger.models import Line
from postal_services.ledger.words import LineWords
from tracking.incidents.kinds import RESOLUTIONS, Kind
from tracking.incidents.states import COMPLAINT, INCIDENT

_INCIDENT = {
    "open": ("Mở việc", "bad"),
    "take": ("Nhận xử lý", ""),
    "give": ("Giao người xử lý", ""),
    "report": ("Báo thêm", ""),
    "escalate": ("Báo cấp trên vì quá hạn", "bad"),
    "resolve": ("Giải quyết xong", "good"),
    "clear": ("Tự hết", "good"),
    "reopen": ("Mở lại", "bad"),
}
_COMPLAINT = {
    "lodge": ("Tiếp nhận khiếu nại", "bad"),
    "answer": ("Trả lời khiếu nại", "good"),
    "withdraw": ("Rút khiếu nại", ""),
}
_COMPENSATION = {
    "propose": ("Mở hồ sơ bồi thường", ""),
    "approve": ("Duyệt bồi thường", "good"),
    "reject": ("Không bồi thường", ""),
    "pay": ("Đã chi trả bồi thường", "good"),
}


def words(line: Line) -> LineWords:
    """The words of a line about an incident, a complaint or a compensation case."""
    if line.machine == INCIDENT:
        return _about_incident(line)
    table = _COMPLAINT if line.machine == COMPLAINT else _COMPENSATION
    title, look = table.get(line.action, (line.action, ""))
    code = line.data.get("complaint") or line.data.get("compensation")
    return LineWords(title, look, (f"Số {code}",) if code else ())


def _about_incident(line: Line) -> LineWords:
    title, look = _INCIDENT.get(line.action, (line.action, ""))
    kind = line.data.get("kind", "")
    label = Kind(kind).label if kind in Kind.values else kind
    resolution = line.data.get("resolution", "")
    notes = (f"Số {line.data['incident']}",) if "incident" in line.data else ()
    if resolution in RESOLUTIONS:
        notes = (*notes, RESOLUTIONS[resolution][0])
    return LineWords(f"{title}: {label}" if label else title, look, notes)
