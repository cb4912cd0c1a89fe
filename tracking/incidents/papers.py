"""From an incident to paper: the record with the custody of its item, and the letter of apology to the citizen."""

from datetime import datetime
from typing import BinaryIO

from django.conf import settings

from delegation.dossiers import marks
from delegation.dossiers.models import Dossier
from delegation.registry.models import Office
from postal_services import clock
from postal_services.documents import tokens
from postal_services.documents.papers.frame import Letterhead, vn_day, vn_moment, vnd
from postal_services.documents.papers.incident import (
    ApologyLetter,
    CustodyLine,
    IncidentRecord,
    render_apology_letter,
    render_incident_record,
)
from postal_services.documents.s10 import printed
from postal_services.ledger import checkpoints
from tracking.custody.queries import items as item_reads
from tracking.custody.queries.items import Step

from .kinds import RESOLUTIONS, Kind
from .models import Compensation, Incident
from .states import CompensationState

_PROVINCE = "Gia Lai"
ON_LETTERS = ("applicant_name", "applicant_address")
"""Personal data that a letter shows; who prints one reads it."""
LONGEST_EXCERPT = 40
"""Lines of custody on a record, the latest ones."""

_HAPPENED = {
    Kind.MISSING: "bưu gửi của Ông/Bà chưa tìm thấy",
    Kind.DAMAGED: "bưu gửi của Ông/Bà bị hư hỏng trong quá trình vận chuyển",
    Kind.OPENED_SEAL: "niêm phong bưu gửi của Ông/Bà bị mở trong quá trình vận chuyển",
    Kind.SEAL_DIFFERS: "số niêm phong bưu gửi của Ông/Bà không khớp khi bàn giao",
    Kind.WRONG_CONTENT: "giấy tờ bên trong bưu gửi của Ông/Bà không đúng với danh mục",
    Kind.MIS_SENT: "bưu gửi của Ông/Bà bị gửi nhầm nơi",
    Kind.OVERDUE: "kết quả hồ sơ của Ông/Bà chưa được trả đúng ngày hẹn",
}


def record_pdf(incident: Incident, now: datetime, out: BinaryIO) -> None:
    """Biên bản sự cố, with what was found, the custody so far and room for two signatures."""
    steps = item_reads.history(incident.item, now) if incident.item else []
    url = tokens.url_for(incident.dossier.token, settings.PUBLIC_HOST) if incident.dossier else ""
    render_incident_record(
        IncidentRecord(
            letterhead=_letterhead(incident.office, incident.dossier),
            number=incident.code,
            title=str(Kind(incident.kind).label),
            made_at=now,
            facts=_facts(incident),
            found=incident.report,
            settled=_settled(incident),
            custody=tuple(_custody(step) for step in reversed(steps[:LONGEST_EXCERPT])),
            root=checkpoints.current_root(),
            url=url,
            witness=incident.owner.get_full_name() if incident.owner else "",
        ),
        out,
    )


def apology_pdf(incident: Incident, now: datetime, out: BinaryIO) -> None:
    """Thư xin lỗi, with what happened, what is done about it and what the citizen is owed."""
    dossier = incident.dossier
    assert dossier is not None, "a letter goes to the applicant of a case"
    render_apology_letter(
        ApologyLetter(
            letterhead=_letterhead(incident.office, incident.dossier),
            number=incident.code.replace("SC-", "XL-", 1),
            made_on=clock.day_of(now),
            subject=f"Về hồ sơ {dossier.code}",
            name=dossier.applicant_name,
            address=_address(dossier),
            paragraphs=apology(incident, dossier),
            copies=(dossier.committee.name,),
        ),
        out,
    )


def apology(incident: Incident, dossier: Dossier) -> tuple[str, ...]:
    """The text of the letter: what happened, what is done, what is owed, whom to ask."""
    item = f", mã bưu gửi {printed(incident.item.code)}" if incident.item else ""
    what = _HAPPENED.get(Kind(incident.kind), "việc chuyển hồ sơ của Ông/Bà chưa đúng thời gian đã hẹn")
    if incident.item is not None and incident.item.state == "lost":
        what = "bưu gửi của Ông/Bà đã thất lạc"
    case = incident.compensations.exclude(state=CompensationState.REJECTED).first()
    hotline = settings.HOTLINE or "chưa công bố; vui lòng hỏi tại bưu cục"
    return (
        (
            f"{incident.office.name} xin gửi lời xin lỗi chân thành tới Ông/Bà vì {what} "
            f"(hồ sơ {dossier.code}, {dossier.procedure.name}{item})."
        ),
        f"Sự việc được ghi nhận lúc {vn_moment(incident.since)}, số {incident.code}. {_doing(incident)}",
        *([_owed(case)] if case else []),
        (
            "Ông/Bà có quyền khiếu nại theo Điều 8 Thông tư 17/2017/TT-BTTTT tại bưu cục hoặc qua tổng đài "
            f"({hotline}). Giấy tờ phải cấp lại, nếu có, chúng tôi phối hợp với cơ quan giải quyết để Ông/Bà không "
            "phải đi lại."
        ),
        "Chúng tôi rất mong Ông/Bà thông cảm và tiếp tục giám sát để dịch vụ được tốt hơn. Trân trọng.",
    )


def _doing(incident: Incident) -> str:
    if incident.resolution:
        return f"Kết quả xử lý: {RESOLUTIONS[incident.resolution][0].lower()}."
    if not incident.is_standing:
        return "Nguyên nhân đã được khắc phục."
    return f"Chúng tôi đang xử lý và sẽ trả lời Ông/Bà trước {vn_moment(incident.due_at)}."


def _owed(case: Compensation) -> str:
    if case.amount is not None:
        paid = f", đã chi ngày {vn_day(clock.day_of(case.paid_at))}" if case.paid_at else ""
        return f"Ông/Bà được bồi thường {vnd(case.amount)} theo quyết định số {case.decision_number}{paid}."
    unsure = "" if case.verified or "chưa kiểm chứng" in case.legal_basis else ", chưa kiểm chứng"
    basis = f" Căn cứ: {case.legal_basis or 'chưa có'}{unsure}."
    return (
        f"Hồ sơ bồi thường số {case.code} đã được mở; mức tính được là {vnd(case.limit)}, gồm {case.multiple} lần "
        f"cước, cước đã trả và chi phí cấp lại giấy tờ nếu có.{basis}"
    )


def _facts(incident: Incident) -> tuple[tuple[str, str], ...]:
    dossier, item = incident.dossier, incident.item
    rows = [
        ("Nơi phụ trách", incident.office.name),
        ("Bưu gửi", printed(item.code) if item else ""),
        ("Nơi giữ sau cùng", item.holder_office.name if item else ""),
        ("Hồ sơ", f"{marks.code(dossier)}, {dossier.procedure.name}" if dossier else ""),
        ("Xảy ra từ", vn_moment(incident.since)),
        ("Người xử lý", incident.owner.get_full_name() if incident.owner else "chưa có"),
        ("Hạn xử lý", vn_moment(incident.due_at)),
    ]
    return tuple((label, value) for label, value in rows if value)


def _settled(incident: Incident) -> str:
    words = RESOLUTIONS.get(incident.resolution, ("", ""))[0]
    return ". ".join(part for part in (words, incident.note) if part)


def _custody(step: Step) -> CustodyLine:
    who = " · ".join(part for part in (step.office, step.person) if part)
    across = f" → {step.counterpart}" if step.counterpart else ""
    notes = "; ".join((*step.flags, *step.notes))
    return CustodyLine(step.occurred_at, step.title, f"{who}{across}{f' ({notes})' if notes else ''}")


def _letterhead(office: Office, dossier: Dossier | None) -> Letterhead:
    above = office.parent.name if office.parent_id and office.parent else ""
    mark = marks.of([dossier])
    return Letterhead(agency=office.name, above=above, place=_PROVINCE, hotline=settings.HOTLINE, mark=mark)


def _address(dossier: Dossier) -> str:
    parts = [dossier.applicant_address, dossier.unit.name, dossier.unit.parent.name if dossier.unit.parent else ""]
    return ", ".join(part for part in parts if part)
