"""Lines about papers to the citizen as people read them on the timeline of a case."""

from datetime import datetime

from delegation.dossiers import resuming
from delegation.dossiers.notices import AGAIN
from postal_services.clock import day_of
from postal_services.ledger.models import Line
from postal_services.ledger.words import LineWords

_TITLES = {
    "ask_supplement": ("Yêu cầu bổ sung giấy tờ", ""),
    "refuse": ("Từ chối tiếp nhận", "bad"),
    "reappoint": ("Xin lỗi và hẹn lại ngày trả kết quả", ""),
    "stop": ("Dừng giải quyết", "bad"),
    "resume": ("Tiếp tục giải quyết", ""),
}


def words(line: Line) -> LineWords | None:
    """The number of the paper, what it says in codes, and the new appointment; None for the other acts of a case."""
    titled = _TITLES.get(line.action)
    if titled is None:
        return None
    data = line.data
    notes = [
        f"phiếu số {data['number']}" if "number" in data else "",
        f"{data['papers']} giấy tờ" if "papers" in data else "",
        "bưu điện lấy giấy tờ" if data.get("fetch_by_post") else "",
        AGAIN[data["again"]][0] if data.get("again") in AGAIN else "",
        _because(data.get("because", "")),
        f"hẹn trả {day_of(datetime.fromisoformat(data['due_at'])):%d/%m/%Y}" if "due_at" in data else "",
    ]
    return LineWords(titled[0], titled[1], tuple(filter(None, notes)))


def _because(code: str) -> str:
    said = {key: vi for reasons in resuming.REASONS.values() for key, (vi, _en) in reasons.items()}
    return said.get(code, "")
