"""Lines about offices as people read them: no names, for whoever may see the line may not always see the person."""

from datetime import date

from delegation.establishment.models import Topic
from delegation.establishment.states import APPOINTMENT, DEVICE, OPENING, PUBLICATION, TRAINING
from postal_services.accounts.actors import Role
from postal_services.ledger.models import Line
from postal_services.ledger.words import LineWords

_TITLES = {
    (APPOINTMENT, "appoint"): ("Bổ nhiệm", "good"),
    (APPOINTMENT, "relieve"): ("Thôi giữ vị trí", "bad"),
    (DEVICE, "enrol"): ("Ghi danh thiết bị", "good"),
    (DEVICE, "revoke"): ("Thu hồi thiết bị", "bad"),
    (PUBLICATION, "publish"): ("Niêm yết thủ tục", "good"),
    (PUBLICATION, "change"): ("Sửa niêm yết", ""),
    (PUBLICATION, "withdraw"): ("Gỡ niêm yết", "bad"),
    (TRAINING, "record"): ("Tập huấn", "good"),
    (TRAINING, "withdraw"): ("Rút ghi nhận tập huấn", "bad"),
    (OPENING, "open"): ("Mở điểm hoạt động", "good"),
    (OPENING, "close"): ("Đóng điểm", "bad"),
}
_FLAGS = {
    "backdated": "ghi lùi quá hạn, tính từ ngày ghi",
    "simulated": "mô phỏng",
    "loaded": "lấy từ danh sách có sẵn",
    "over_regulated": "dài hơn quy định",
}


def words(line: Line) -> LineWords | None:
    """What was done to the office, with what it was about and what leaders shall see of it."""
    titled = _TITLES.get((line.machine, line.action))
    if titled is None:
        return None
    data = line.data
    notes = [
        Role(data["role"]).label if "role" in data else "",
        _day("từ", data.get("from")),
        _day("đến trước", data.get("to")),
        f"thủ tục {data['procedure']}, {data['posted_days']} ngày" if "procedure" in data else "",
        Topic(data["topic"]).label if "topic" in data else "",
        f"{len(data['people']) + data['others']} người" if "people" in data else "",
        _day("khai ngày", data.get("claimed_on")),
        *(_FLAGS[flag] for flag in line.flags if flag in _FLAGS),
    ]
    return LineWords(titled[0], titled[1], tuple(filter(None, notes)))


def _day(word: str, text: str | None) -> str:
    return f"{word} {date.fromisoformat(text):%d/%m/%Y}" if text else ""
