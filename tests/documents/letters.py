"""Forms 02 to 05 as they are written at Chư Sê, short and very long."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from postal_services.documents.papers.forms import OLD, FormKind, form
from postal_services.documents.papers.frame import Letterhead
from postal_services.documents.papers.letters import (
    About,
    ApologyLetter,
    AskedPaper,
    RefusalLetter,
    StopLetter,
    SupplementLetter,
)
from tests.documents.papers import AT, LONG, URL, dossier

DUE = datetime(2019, 8, 19, 10, tzinfo=UTC)
NEW_DUE = datetime(2019, 8, 26, 10, tzinfo=UTC)
REASON = "Giấy chứng nhận quyền sử dụng đất là bản photo, chưa đối chiếu bản chính; ảnh chụp quá 6 tháng."
ENDLESS = " ".join([LONG + ",", "thửa đất số 12 tờ bản đồ 34 làng Ring xã H’Bông;"] * 60)
NAMES = ("Giấy khai sinh", f"Giấy chứng nhận đã cấp: {LONG}", "Ảnh 4 × 6 nền trắng", "Hợp đồng chuyển nhượng")
KINDS = ("certified", "original", "copy", "certified")


def about(kind: FormKind, edition: str = OLD, /, **change: Any) -> About:
    """Whose paper it is."""
    chosen = form(edition, kind, verified=edition == OLD)
    paper = About(
        form=chosen,
        letterhead=Letterhead("Ủy ban nhân dân huyện Chư Sê", place="Gia Lai"),
        unit="BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",
        number=chosen.numbered(12),
        given_at=AT,
        dossier=dossier(0),
        url=URL,
        applicant="Rơ Châm H'Nhung",
        address="Làng Ring, xã H Bông, huyện Chư Sê",
        phone="0905 000 001",
        request=LONG,
        contact="Nguyễn Thị Hạnh, máy lẻ 12",
        website="buudien.gialai.example/tra-cuu",
        officer="Nguyễn Thị Ngọc Ánh Tuyết Mai",
    )
    return replace(paper, **change)


def supplement(papers: int = 3, edition: str = OLD, /, **change: Any) -> SupplementLetter:
    """Form 02."""
    rows = tuple(AskedPaper(NAMES[n % 4], KINDS[n % 4], n % 3 + 1) for n in range(papers))
    letter = SupplementLetter(about(FormKind.SUPPLEMENT, edition), rows, REASON, date(2019, 8, 20), by_post=True)
    return replace(letter, **change)


def refusal(edition: str = OLD, /, **change: Any) -> RefusalLetter:
    """Form 03."""
    letter = RefusalLetter(about(FormKind.REFUSAL, edition), "Thửa đất thuộc địa giới huyện Chư Pưh.")
    return replace(letter, **change)


def apology(edition: str = OLD, /, **change: Any) -> ApologyLetter:
    """Form 04."""
    letter = ApologyLetter(about(FormKind.APOLOGY, edition), "Chờ thông tin của cơ quan thuế.", AT, DUE, NEW_DUE)
    return replace(letter, **change)


def stop(edition: str = OLD, /, **change: Any) -> StopLetter:
    """The notice of stopping."""
    basis = "Khoản 11 Điều 1 Nghị định 148/2020/NĐ-CP"
    return replace(StopLetter(about(FormKind.STOP, edition), "Thửa đất đang có tranh chấp.", AT, basis), **change)
