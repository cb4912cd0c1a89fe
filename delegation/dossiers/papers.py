"""From a dossier to paper: form 01 and the slip by which a citizen follows it."""

from typing import BinaryIO

from django.conf import settings

from delegation.dossiers import forms, marks
from delegation.dossiers.models import Dossier
from delegation.dossiers.states import Service
from delegation.registry.models import Exemption
from postal_services.clock import day_of
from postal_services.documents import papers, tokens
from postal_services.documents.papers import AppointmentSlip, Charge, Letterhead, TrackingSlip

_PROVINCE = "Gia Lai"
_DESK = "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ"
_BY_POST = "Tại nhà, qua dịch vụ bưu chính công ích"
_STEPS = {
    Service.SEND: (
        "Bưu điện chuyển hồ sơ đến cơ quan và nộp tại bộ phận một cửa.",
        "Ngày hẹn trả được báo lại sau khi cơ quan tiếp nhận.",
        "Nhận kết quả tại bộ phận một cửa, mang theo giấy hẹn.",
    ),
    Service.RETURN: (
        "Cơ quan giải quyết hồ sơ và giao kết quả cho bưu điện.",
        "Bưu tá phát kết quả tại địa chỉ đã đăng ký. Mang theo giấy tờ tùy thân.",
        "Quét mã bên trên hoặc gọi tổng đài để biết hồ sơ đang ở đâu.",
    ),
    Service.BOTH: (
        "Bưu điện chuyển hồ sơ đến cơ quan và nộp tại bộ phận một cửa.",
        "Cơ quan giải quyết hồ sơ và giao kết quả cho bưu điện.",
        "Bưu tá phát kết quả tại địa chỉ đã đăng ký. Mang theo giấy tờ tùy thân.",
    ),
}


def form_01(dossier: Dossier, out: BinaryIO) -> None:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả, in the edition in force on the day of receipt.

    ``dossier`` comes with procedure, committee, unit and papers joined. What the register does not hold stays empty.
    """
    to_citizen = dossier.service in (Service.RETURN, Service.BOTH)
    papers.render_appointment_slip(
        AppointmentSlip(
            letterhead=_letterhead(dossier),
            unit=_DESK,
            dossier=dossier.code,
            url=_url(dossier),
            applicant=dossier.applicant_name,
            address=_address(dossier),
            phone=dossier.applicant_phone,
            request=dossier.procedure.name,
            papers=tuple(papers.Paper(paper.name, paper.kind, paper.count) for paper in dossier.papers.all()),
            received_at=dossier.received_at,
            due_at=dossier.due_at,
            working_days=dossier.procedure.working_days,
            result_at=_BY_POST if to_citizen else dossier.committee.name,
            fee=dossier.state_fee if dossier.state_fee or dossier.procedure.fee_known else None,
            receiver=str(dossier.lodged_by) if dossier.lodged_by else "",
            form=forms.of_day(forms.FormKind.APPOINTMENT, day_of(dossier.received_at)),
        ),
        out,
    )


def tracking_slip(dossier: Dossier, out: BinaryIO) -> None:
    """Phiếu theo dõi hồ sơ: the codes, the charges with why they are reduced, and what happens next."""
    exemption = Exemption.objects.filter(pk=dossier.exemption).first() if dossier.exemption else None
    papers.render_tracking_slip(
        TrackingSlip(
            letterhead=_letterhead(dossier),
            dossier=dossier.code,
            url=_url(dossier),
            applicant=dossier.applicant_name,
            procedure=dossier.procedure.name,
            service=dossier.get_service_display(),
            received_at=dossier.received_at,
            due_on=day_of(dossier.due_at) if dossier.due_at else None,
            steps=_STEPS[Service(dossier.service)],
            charges=(
                Charge("Cước bưu chính", dossier.postal_charge),
                Charge("Cước chuyển nộp lệ phí", dossier.transfer_charge),
                Charge("Phí, lệ phí", dossier.state_fee),
            ),
            exemption=f"{exemption.name}, giảm {exemption.percent} %" if exemption else "",
            look_up_at=f"{settings.PUBLIC_HOST}/tra-cuu",
        ),
        out,
    )


def _letterhead(dossier: Dossier) -> Letterhead:
    district = dossier.committee.unit
    return Letterhead(
        agency=f"ỦY BAN NHÂN DÂN {district.name}".upper(),
        place=_PROVINCE,
        hotline=settings.HOTLINE,
        mark=marks.of([dossier]),
    )


def _url(dossier: Dossier) -> str:
    return tokens.url_for(dossier.token, settings.PUBLIC_HOST)


def _address(dossier: Dossier) -> str:
    parts = [dossier.applicant_address, dossier.unit.name, dossier.unit.parent.name if dossier.unit.parent else ""]
    return ", ".join(part for part in parts if part)
