"""Papers as they occur in Gia Lai, and the eyes to read them back."""

import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

import pypdfium2
import zxingcpp

from postal_services.documents import s10, tokens
from postal_services.documents.papers import (
    AppointmentSlip,
    Charge,
    HandOverList,
    HandOverReceipt,
    Label,
    Letterhead,
    ListedItem,
    Paper,
    ReceiptItem,
    Side,
    TrackingSlip,
)
from postal_services.documents.signed import Counts, Party
from tests.documents.test_signed import TEXT

HEAD = Letterhead("Ủy ban nhân dân huyện Chư Sê", above="Ủy ban nhân dân tỉnh Gia Lai", place="Chư Sê")
TOKEN = "0123456789BCGHKP"
HOST = "buudien.gialai.example"
URL = tokens.url_for(TOKEN, HOST)
AT = datetime(2019, 8, 5, 1, 30, tzinfo=UTC)
GIVER = Side(
    "Bộ phận Tiếp nhận và Trả kết quả UBND huyện Chư Sê",
    "UB-633",
    "Nguyễn Thị Ngọc Ánh Tuyết Mai",
    "Công chức một cửa",
)
RECEIVER = Side("Bưu điện huyện Chư Sê", "BC-633", "Rơ Châm H'Nhung", "Giao dịch viên")
Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""
LONG = "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất trong các trường hợp chuyển đổi"


def code(number: int) -> str:
    return s10.compose("HC", 47312482 + number)


def dossier(number: int) -> str:
    return f"000.00.14.H21-190805-{number + 1:04d}"


def receipt(items: int = 8, /, **change: Any) -> HandOverReceipt:
    rows = [ReceiptItem(code(number), "received", dossier(number)) for number in range(items)]
    if items > 5:
        rows[3] = replace(rows[3], verdict="missing")
        rows[5] = replace(rows[5], verdict="damaged", note="rách góc, lộ giấy bên trong")
    paper = HandOverReceipt(
        letterhead=HEAD,
        number="BN-633-190805-0001",
        hand_over="BG-633-190805-0001",
        issued_at=AT,
        party=Party.RECEIVER,
        giver=GIVER,
        receiver=RECEIVER,
        counts=Counts(items, items - 1, 1, 1, 0),
        items=tuple(rows),
        root="0123456789abcdef0123456789abcdef",
        url=URL,
        signed=TEXT,
        check_at=f"{HOST}/bien-nhan",
    )
    return replace(paper, **change)


def listing(items: int = 30, /, **change: Any) -> HandOverList:
    procedures = ("Cấp bản sao trích lục hộ tịch", LONG, "Chứng thực bản sao từ bản chính")
    areas = ("Xã Ia Blang, huyện Chư Sê", "Thị trấn Chư Sê", "Xã H Bông, huyện Chư Sê", "Xã Chư HDrông, Pleiku")
    paper = HandOverList(
        letterhead=HEAD,
        code="BG-633-190805-0001",
        made_at=AT,
        giver=GIVER,
        receiver=RECEIVER,
        items=tuple(
            ListedItem(code(number), dossier(number), procedures[number % 3], areas[number % 4], 80 + number)
            for number in range(items)
        ),
        root="0123456789abcdef0123456789abcdef",
        url=URL,
    )
    return replace(paper, **change)


def label(number: int = 0, /, **change: Any) -> Label:
    paper = Label(
        code=code(number),
        leg="B",
        origin="UBND huyện Chư Sê",
        destination="Bưu điện huyện Chư Sê",
        recipient="Rơ Châm H'Nhung",
        address="Làng Ring, xã H Bông, huyện Chư Sê, tỉnh Gia Lai",
        phone="0905 000 001",
        url=URL,
        dossier=dossier(number),
        state_fee=8000,
        postal_charge=13000,
        transfer_charge=8000,
        weight_g=80,
        instruction="THU LẠI: giấy khai sinh bản chính cũ",
    )
    return replace(paper, **change)


def slip(**change: Any) -> TrackingSlip:
    paper = TrackingSlip(
        letterhead=HEAD,
        dossier=dossier(0),
        url=URL,
        applicant="Rơ Châm H'Nhung",
        procedure=LONG,
        service="Gửi hồ sơ và nhận kết quả tại nhà",
        received_at=AT,
        due_on=date(2019, 8, 19),
        steps=(
            "Bưu điện mang hồ sơ đến Bộ phận một cửa huyện Chư Sê trong ngày làm việc.",
            "Đến ngày hẹn, bưu tá mang kết quả đến địa chỉ đã đăng ký.",
        ),
        charges=(
            Charge("Lệ phí", 8000, "thu khi phát"),
            Charge("Cước bưu chính", 13000, "đã giảm 50%"),
            Charge("Cước chuyển nộp lệ phí", None),
        ),
        exemption="Người thuộc hộ nghèo được giảm 50% cước.",
        look_up_at=f"{HOST}/tra-cuu",
    )
    return replace(paper, **change)


def form(papers: int = 4, /, **change: Any) -> AppointmentSlip:
    names = ("Tờ khai theo mẫu", f"Giấy chứng nhận đã cấp: {LONG}", "Hợp đồng chuyển nhượng có công chứng")
    kinds = ("original", "copy", "certified")
    paper = AppointmentSlip(
        letterhead=HEAD,
        unit="Bộ phận Tiếp nhận và Trả kết quả",
        dossier=dossier(0),
        url=URL,
        applicant="Rơ Châm H'Nhung",
        address="Làng Ring, xã H Bông, huyện Chư Sê, tỉnh Gia Lai",
        phone="0905 000 001",
        request=LONG,
        papers=tuple(Paper(names[number % 3], kinds[number % 3]) for number in range(papers)),
        received_at=AT,
        due_at=datetime(2019, 8, 19, 9, tzinfo=UTC),
        working_days=10,
        result_at="Nhà riêng, qua dịch vụ bưu chính công ích",
        receiver="Nguyễn Thị Ngọc Ánh Tuyết Mai",
        fee=8000,
    )
    return replace(paper, **change)


def printed(render: Callable[[Any, BinaryIO], None], paper: Any) -> bytes:
    out = io.BytesIO()
    render(paper, out)
    return out.getvalue()


def pages(data: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(data)


def text_of(data: bytes) -> str:
    """The text of all pages, runs of blanks as one."""
    document = pages(data)
    return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def codes_in(data: bytes, dpi: int = 203) -> list[str]:
    """Every code on every page, as a reader sees it on a print of 203 dots an inch in black and white."""
    found = []
    for page in pages(data):
        picture = page.render(scale=dpi / 72).to_pil().convert("1", dither=0)
        found += [seen.text for seen in zxingcpp.read_barcodes(picture.convert("L"))]
    return found


def overlaps(data: bytes) -> list[tuple[int, Box, Box]]:
    """Pairs of lines of text on one page whose inked areas cover one another, in points."""
    clashes = []
    for number, page in enumerate(pages(data)):
        boxes = list(_text_boxes(page))
        for first, one in enumerate(boxes):
            clashes += [(number, one, other) for other in boxes[first + 1 :] if _cover(one, other)]
    return clashes


def outside(data: bytes, margin_mm: float) -> list[Box]:
    """Lines of text nearer to the paper's edge than ``margin_mm``."""
    edge, found = margin_mm * 72 / 25.4, []
    for page in pages(data):
        width, height = page.get_size()
        for left, bottom, right, top in _text_boxes(page):
            if left < edge or bottom < edge or right > width - edge or top > height - edge:
                found.append((left, bottom, right, top))
    return found


def _text_boxes(page: pypdfium2.PdfPage) -> Iterable[Box]:
    for each in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
        left, bottom, right, top = each.get_bounds()
        if right > left and top > bottom:
            yield left, bottom, right, top


def _cover(one: Box, other: Box) -> bool:
    """Whether two boxes share more than a hair: marks of one line may touch the descenders of the line above."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    least = min(one[3] - one[1], other[3] - other[1])
    return across > 0.6 and down > max(0.8, 0.3 * least)
