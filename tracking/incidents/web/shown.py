"""Words of the exception desk: deadlines, tags, summaries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from delegation.registry.parameters import Value
from postal_services.web.formats import duration, vn_date, vn_datetime, vnd
from tracking.incidents.deadlines import Clockwork
from tracking.incidents.kinds import NEXT_BY_REASON, Kind, Severity
from tracking.incidents.models import Compensation, Complaint, Incident, Subject
from tracking.incidents.queries import Remaining, StageClock, remaining

_A_DAY = timedelta(hours=8)
_SOON_DAYS = 1
UNVERIFIED = "chưa kiểm chứng"
_LOOKS = {
    Severity.HIGH: ("red", "alert"),
    Severity.NORMAL: ("amber", "alert"),
    Severity.LOW: ("quiet", "info"),
}
_STATES = {
    "opened": ("Mới mở", "amber", "ring"),
    "taken": ("Đang xử lý", "blue", "user"),
    "reopened": ("Mở lại", "red", "repeat"),
    "resolved": ("Đã giải quyết", "green", "check"),
    "cleared": ("Tự hết", "quiet", "check"),
}
_REASONS = {
    "refused": "từ chối nhận",
    "moved": "đã chuyển đi",
    "deceased": "người nhận đã chết",
    "address_wrong": "sai địa chỉ",
    "address_incomplete": "địa chỉ không rõ",
    "damaged": "bưu gửi hư hỏng",
    "attempts_used": "hết số lần phát",
    "proof_missing": "thiếu bằng chứng",
    "proof_weak": "bằng chứng yếu",
    "agency_to_post": "cơ quan chưa giao bưu điện",
    "waiting": "nằm tại bưu cục",
    "to_province": "đường thư lên tỉnh",
    "to_district": "đường thư về huyện",
    "on_the_road": "trên đường thư",
    "round": "đang đi phát",
    "return": "đang chuyển hoàn",
    **{value: label.lower() for value, label in Subject.choices if value not in NEXT_BY_REASON},
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A word with a colour and an icon."""

    word: str
    colour: str
    icon: str


@dataclass(frozen=True, slots=True)
class Row:
    """One incident of the list, with its words."""

    incident: Incident
    kind: str
    severity: Tag
    state: Tag
    deadline: Tag
    age: timedelta


def row(incident: Incident, work: Clockwork) -> Row:
    """An incident as the list shows it; no query."""
    return Row(
        incident=incident,
        kind=kind_words(incident),
        severity=severity_tag(incident),
        state=Tag(*_STATES[incident.state]),
        deadline=deadline(incident, work),
        age=(incident.closed_at or work.now) - incident.opened_at,
    )


def kind_words(incident: Incident) -> str:
    """What is the matter, with the reason where there is one."""
    label = str(Kind(incident.kind).label)
    reason = _REASONS.get(incident.reason, "")
    return f"{label}: {reason}" if reason else label


def severity_tag(incident: Incident) -> Tag:
    """How urgent it is."""
    severity = Severity(incident.severity)
    colour, icon = _LOOKS[severity]
    return Tag(f"Mức {str(severity.label).lower()}", colour, icon)


def deadline(incident: Incident, work: Clockwork) -> Tag:
    """How far the deadline is, in working time: ``còn 2 ngày làm việc``, ``quá 3 giờ làm việc``."""
    if not incident.is_standing:
        return Tag(f"xong {vn_date(incident.closed_at)}", "quiet", "check")
    left = remaining(incident.due_at, incident.office, work)
    if left.late:
        return Tag(f"quá {_span(left)}", "red", "alert")
    return Tag(f"còn {_span(left)}", "amber" if left.days <= _SOON_DAYS else "quiet", "clock")


def _span(left: Remaining) -> str:
    if left.worked < _A_DAY or left.days == 0:
        hours = round(left.worked.total_seconds() // 3600)
        return f"{hours} giờ làm việc" if hours else "dưới 1 giờ làm việc"
    return f"{left.days} ngày làm việc"


def summary(incident: Incident) -> list[dict[str, str]]:
    """The facts of an incident beside its timeline."""
    owner = incident.owner.get_full_name() if incident.owner else "Chưa có người nhận"
    told = {0: "Chưa", 1: f"Kiểm soát viên, {vn_datetime(incident.escalated_at)}"}.get(
        incident.level,
        f"{incident.escalated_to.name if incident.escalated_to else 'Ủy ban nhân dân tỉnh'}, "
        f"{vn_datetime(incident.escalated_at)}",
    )
    rows = [
        ("Nơi phụ trách", incident.office.name),
        ("Người xử lý", owner if incident.is_standing else (incident.owner.get_full_name() if incident.owner else "")),
        ("Xảy ra từ", vn_datetime(incident.since)),
        ("Mở lúc", vn_datetime(incident.opened_at)),
        ("Hạn xử lý", vn_datetime(incident.due_at)),
        ("Báo cấp trên", told),
        ("Kết thúc", vn_datetime(incident.closed_at) if incident.closed_at else ""),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def stage_rows(told: StageClock, now: datetime) -> list[dict[str, str]]:
    """The stage the item is in, with its standard."""
    rows = [
        ("Khâu", str(told.stage.label)),
        ("Nơi giữ", told.office.name),
        ("Từ", f"{vn_datetime(told.since)} ({duration(now - told.since)})"),
        ("Hạn của khâu", vn_datetime(told.due_at) if told.due_at else ""),
        ("Chuẩn", standard(told.standard) if told.standard else ""),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def standard(value: Value) -> str:
    """A number with its unit and basis, marked while nobody has verified it."""
    basis = f" · {value.legal_basis}" if value.legal_basis else ""
    mark = "" if value.verified or UNVERIFIED in basis else f" · {UNVERIFIED}"
    return f"{value.text} {value.unit}{basis}{mark}"


def compensation_rows(case: Compensation) -> list[dict[str, str]]:
    """How compensation is reckoned and what became of it."""
    mark = "" if case.verified else f" ({UNVERIFIED})"
    new = f"{vnd(case.reissue_cost)} · chứng từ {case.evidence_number}" if case.reissue_cost else "không có"
    rows = [
        ("Cước đã thu", vnd(case.charge)),
        (f"Bồi thường {case.multiple} lần cước", f"{vnd(case.charge * case.multiple)}{mark}"),
        ("Hoàn cước", vnd(case.charge)),
        ("Chi phí cấp lại giấy tờ", new),
        ("Mức tính được", vnd(case.limit)),
        ("Căn cứ", case.legal_basis or UNVERIFIED),
        ("Số tiền duyệt", vnd(case.amount) if case.amount is not None else ""),
        ("Căn cứ quyết định", case.above_basis),
        ("Số quyết định", f"{case.decision_number}, {vn_date(case.decided_at)}" if case.decided_at else ""),
        ("Chứng từ chi", f"{case.payment_number}, {vn_date(case.paid_at)}" if case.paid_at else ""),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def complaint_rows(complaint: Complaint) -> list[dict[str, str]]:
    """A complaint with its legal dates."""
    rows = [
        ("Số khiếu nại", complaint.code),
        ("Tiếp nhận qua", str(complaint.get_channel_display())),
        ("Lời khiếu nại", complaint.words),
        ("Hạn trả lời", vn_datetime(complaint.due_at)),
        ("Hết thời gian toàn trình", vn_date(complaint.ended_on) if complaint.ended_on else "chưa chấp nhận gửi"),
        ("Hết thời hiệu khiếu nại", vn_date(complaint.possible_to) if complaint.possible_to else ""),
        ("Kết luận", str(complaint.get_outcome_display()) if complaint.outcome else ""),
        ("Trả lời", complaint.answer),
        ("Trả lời lúc", vn_datetime(complaint.answered_at) if complaint.answered_at else ""),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]
