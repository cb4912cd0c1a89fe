import io
import itertools
import re
import tracemalloc
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from postal_services.documents import s10, tokens
from postal_services.documents.papers import (
    Charge,
    Letterhead,
    ListedItem,
    Paper,
    ReceiptItem,
    Side,
    render_appointment_slip,
    render_hand_over_list,
    render_label_sheets,
    render_labels,
    render_receipt,
    render_tracking_slip,
)
from postal_services.documents.papers.forms import SETS, FormKind, form
from postal_services.documents.papers.frame import paginated, vn_date_line
from postal_services.documents.signed import Party
from tests.documents import papers
from tests.documents.papers import HEAD, LONG, URL, codes_in, outside, overlaps, pages, printed, text_of
from tests.documents.test_signed import TEXT

Render = Callable[[Any, Any], None]

EVERY: list[tuple[Render, Any, float]] = [
    (render_receipt, papers.receipt(), 6),
    (render_receipt, papers.receipt(200), 6),
    (render_receipt, papers.receipt(0, signed="", url="", root=""), 6),
    (render_hand_over_list, papers.listing(), 6),
    (render_hand_over_list, papers.listing(200), 6),
    (render_hand_over_list, papers.listing(0), 6),
    (render_labels, [papers.label()], 3),
    (render_label_sheets, [papers.label(number) for number in range(11)], 4),
    (render_tracking_slip, papers.slip(), 6),
    (render_appointment_slip, papers.form(), 6),
    (render_appointment_slip, papers.form(60), 6),
]
NAMES = ["receipt", "receipt-200", "receipt-bare", "list", "list-200", "list-empty"]
NAMES += ["label", "sheets", "slip", "form", "form-60"]


@pytest.mark.parametrize(("render", "paper", "margin"), EVERY, ids=NAMES)
def test_every_paper_is_whole_embedded_and_the_same_each_time(render: Render, paper: Any, margin: float) -> None:
    data = printed(render, paper)
    assert printed(render, paper) == data
    assert data.startswith(b"%PDF-")
    assert data.endswith(b"%%EOF\n")
    assert overlaps(data) == []
    assert outside(data, margin) == []
    fonts = set(re.findall(rb"/BaseFont /(\S+)", data))
    assert fonts
    assert all(b"+BeVietnamPro" in font for font in fonts)
    assert data.count(b"/FontFile2") == len(fonts)
    assert b"/Subtype /Image" not in data


def test_an_a5_receipt_carries_both_codes_and_everything_in_words() -> None:
    data = printed(render_receipt, papers.receipt())
    assert sorted(codes_in(data)) == sorted([TEXT, URL])
    text = text_of(data)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN HUYỆN CHƯ SÊ",
        "Số: BN-633-190805-0001",
        "Chư Sê, ngày 05 tháng 8 năm 2019",
        "Bản bên nhận giữ",
        "Nguyễn Thị Ngọc Ánh Tuyết Mai",
        "Rơ Châm H'Nhung, Giao dịch viên",
        "ký nhận lúc 08 giờ 30 phút, ngày 05/08/2019",
        "Thiếu: HC 473 124 850 VN",
        "Hư hỏng: HC 473 124 877 VN",
        "rách góc, lộ giấy bên trong",
        "0123456789abcdef",
        "Tổng đài: chưa công bố",
        "buudien.gialai.example/bien-nhan",
        "ĐẠI DIỆN BÊN NHẬN",
        "trang 1/1",
    ):
        assert words in text
    assert "0123456789abcdef0" not in text
    (page,) = pages(data)
    assert [round(side / 72 * 25.4) for side in page.get_size()] == [148, 210]


def test_the_signed_code_is_at_least_25_mm_wide() -> None:
    picture = pages(printed(render_receipt, papers.receipt(url="")))[0].render(scale=203 / 72).to_pil().convert("L")
    import zxingcpp

    (seen,) = zxingcpp.read_barcodes(picture)
    assert (seen.position.top_right.x - seen.position.top_left.x) / 203 * 25.4 >= 25


def test_both_sides_get_their_own_copy() -> None:
    assert "Bản bên giao giữ" in text_of(printed(render_receipt, papers.receipt(party=Party.GIVER)))


def test_an_unsigned_receipt_says_it_waits_for_confirmation() -> None:
    data = printed(render_receipt, papers.receipt(signed=""))
    assert "CHỜ XÁC NHẬN" in text_of(data)
    assert "ký nhận lúc" not in text_of(data)
    assert codes_in(data) == [URL]


def test_a_receipt_of_200_items_names_each_of_them_once() -> None:
    text = text_of(printed(render_receipt, papers.receipt(200)))
    for number in range(200):
        assert s10.printed(papers.code(number)) in text
    last = int(re.findall(r"trang 1/(\d+)", text)[0])
    assert f"trang {last}/{last}" in text


def test_every_item_of_a_long_list_can_be_scanned_from_the_list() -> None:
    data = printed(render_hand_over_list, papers.listing(40))
    seen = codes_in(data)
    assert seen.count(URL) == 1
    assert seen.count("BG-633-190805-0001") == 1
    assert {papers.code(number) for number in range(40)} == set(seen) - {URL, "BG-633-190805-0001"}


def test_a_list_of_200_items_repeats_its_head_and_counts_its_pages() -> None:
    data = printed(render_hand_over_list, papers.listing(200))
    total = len(pages(data))
    texts = [page.get_textpage().get_text_range() for page in pages(data)]
    for number, text in enumerate(texts, 1):
        assert f"trang {number}/{total}" in text
        assert "Gốc sổ khi in: 0123456789abcdef " in " ".join(text.split())
    assert all("Thủ tục" in text for text in texts)
    assert "ĐẠI DIỆN BÊN GIAO" in texts[-1]
    rows = [s10.printed(papers.code(number)) for number in range(200)]
    whole = text_of(data)
    assert [whole.index(row) for row in rows] == sorted(whole.index(row) for row in rows)


def test_a_list_says_whether_it_was_confirmed() -> None:
    open_list = text_of(printed(render_hand_over_list, papers.listing()))
    assert "CHỜ XÁC NHẬN" in open_list
    assert "chờ xác nhận" in open_list
    settled = text_of(printed(render_hand_over_list, papers.listing(confirmed_at=papers.AT)))
    assert "đã ký nhận lúc 08 giờ 30 phút" in settled
    assert "CHỜ XÁC NHẬN" not in settled


def test_verdicts_are_ticked_on_a_confirmed_list() -> None:
    items = tuple(
        replace(item, verdict=verdict)
        for item, verdict in zip(papers.listing(4).items, ("received", "missing", "damaged", ""), strict=True)
    )
    assert text_of(printed(render_hand_over_list, papers.listing(items=items, confirmed_at=papers.AT))).count("×") == 3


def test_a_label_carries_the_item_code_for_the_post_and_the_address_for_people() -> None:
    data = printed(render_labels, [papers.label()])
    assert sorted(codes_in(data)) == sorted(["HC473124829VN", URL])
    text = text_of(data)
    for words in ("HC 473 124 829 VN", "KẾT QUẢ TRẢ NGƯỜI DÂN", "Lệ phí", "Cước", "Chuyển nộp lệ phí", "0905 000 001"):
        assert words in text
    assert "Lệ phí 8.000 ₫ Cước 13.000 ₫ Chuyển nộp lệ phí 8.000 ₫" in text
    assert "Thu của người nhận: 29.000 ₫" in text
    assert tokens.grouped(papers.TOKEN) in text


def test_an_amount_that_is_not_known_is_never_shown_as_nothing() -> None:
    text = text_of(printed(render_labels, [papers.label(transfer_charge=None)]))
    assert "Thu của người nhận: chưa có" in text
    assert "chưa có" in text_of(printed(render_tracking_slip, papers.slip()))


def test_eight_labels_fit_a_sheet_and_each_is_readable() -> None:
    data = printed(render_label_sheets, [papers.label(number) for number in range(9)])
    assert len(pages(data)) == 2
    seen = codes_in(data)
    assert {code for code in seen if s10.is_code(code)} == {papers.code(number) for number in range(9)}
    assert seen.count(URL) == 9


def test_no_name_phone_or_address_stands_in_any_code() -> None:
    for seen in codes_in(printed(render_labels, [papers.label()])) + codes_in(
        printed(render_receipt, papers.receipt())
    ):
        assert seen.isascii()
        assert "0905" not in seen


def test_a_citizens_slip_says_what_happens_next_and_why_it_costs_less() -> None:
    data = printed(render_tracking_slip, papers.slip())
    assert codes_in(data) == [URL]
    text = text_of(data)
    for words in (
        "Mã tra cứu",
        "Việc tiếp theo",
        "1. Bưu điện mang hồ sơ",
        "Miễn, giảm: Người thuộc hộ nghèo",
        "19/08/2019",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("TIẾP NHẬN", "Tiếp nhận hồ sơ của: Rơ Châm H'Nhung"),
        ("địa chỉ", "Địa chỉ: Làng Ring, xã H Bông"),
        ("điện thoại", "Số điện thoại: 0905 000 001"),
        ("email", "Email: chưa có"),
        ("nội dung", "Nội dung yêu cầu giải quyết: Đăng ký biến động"),
        ("1", "1. Thành phần hồ sơ nộp gồm:"),
        ("2", "2. Số lượng hồ sơ: 1 (bộ)"),
        ("3", "3. Thời gian giải quyết hồ sơ theo quy định: 10 ngày làm việc"),
        ("4", "4. Thời gian nhận hồ sơ: 08 giờ 30 phút, ngày 05/08/2019"),
        ("5", "5. Thời gian trả kết quả giải quyết hồ sơ: 16 giờ 00 phút, ngày 19/08/2019"),
        ("6", "6. Đăng ký nhận kết quả tại: Nhà riêng, qua dịch vụ bưu chính công ích"),
        ("phí", "Phí, lệ phí: 8.000 ₫"),
        ("sổ", "Vào Sổ theo dõi hồ sơ: Quyển số ……, Số thứ tự ……"),
        ("ký", "NGƯỜI TIẾP NHẬN HỒ SƠ"),
        ("giấy tờ", "bản chứng thực"),
        ("bộ phận", "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ"),
    ],
)
def test_form_01_has_every_field_of_the_circular(field: str, words: str) -> None:
    assert words in text_of(printed(render_appointment_slip, papers.form())), field


def test_form_01_carries_the_dossier_code_as_bars_and_the_address_as_qr() -> None:
    data = printed(render_appointment_slip, papers.form())
    assert sorted(codes_in(data)) == sorted([papers.dossier(0), URL])


@pytest.mark.parametrize("edition", SETS)
def test_form_01_names_the_circular_whose_form_it_is(edition: str) -> None:
    paper = papers.form(form=form(edition, FormKind.APPOINTMENT, verified=False))
    text = text_of(printed(render_appointment_slip, paper))
    assert f"Mẫu số 01, Thông tư số {edition}/TT-VPCP (ngày áp dụng chưa kiểm chứng)" in text


def test_decomposed_text_prints_as_composed() -> None:
    apart = unicodedata.normalize("NFD", "Nguyễn Thị Ngọc Ánh Tuyết")
    assert printed(render_labels, [papers.label(recipient=apart)]) == printed(
        render_labels, [papers.label(recipient="Nguyễn Thị Ngọc Ánh Tuyết")]
    )


@pytest.mark.parametrize("name", ["Ksor H'Lŏ", "Siu Blŭ", "Đinh Y Hmơ̆r", "Rơ Mah H'Ƀuih", "Rah Lan H’Ñai"])
def test_names_in_jrai_and_bahnar_letters_are_drawn_without_blanks_or_boxes(name: str) -> None:
    text = text_of(printed(render_labels, [papers.label(recipient=name)]))
    assert unicodedata.normalize("NFC", name).replace("Ƀ", "B̆") in unicodedata.normalize("NFC", text)


MONSTER = "Nguyễn Thị Ngọc Ánh Tuyết Mai Rơ Châm H'Nhung " * 8
UNBROKEN = "KDangIaRbolChưHDrông" * 12


@pytest.mark.parametrize(
    "text",
    [MONSTER, UNBROKEN, "W" * 300, "Ễ Ự Ặ " * 60, "a\nb\n\nc"],
    ids=["long", "unbroken", "wide", "tall", "lines"],
)
def test_no_text_however_long_leaves_its_place(text: str) -> None:
    side = Side(text, "UB-633", text, text)
    head = Letterhead(text, above=text, place=text[:40], hotline=text)
    rows = tuple(ReceiptItem(papers.code(number), "damaged", text[:60], text) for number in range(30))
    listed = tuple(ListedItem(papers.code(number), text[:60], text, text, 99_999) for number in range(5))
    for render, paper, margin in (
        (render_receipt, papers.receipt(giver=side, receiver=side, letterhead=head, items=rows, note=text), 6),
        (render_hand_over_list, papers.listing(giver=side, receiver=side, letterhead=head, items=listed, note=text), 6),
        (
            render_labels,
            [papers.label(recipient=text, address=text, origin=text, destination=text, instruction=text)],
            3,
        ),
        (render_label_sheets, [papers.label(recipient=text, address=text, origin=text, instruction=text)] * 8, 4),
        (
            render_tracking_slip,
            papers.slip(
                applicant=text,
                procedure=text,
                service=text,
                letterhead=head,
                steps=(text,) * 3,
                exemption=text,
                charges=(Charge(text[:90], 10**9, text[:90]),) * 3,
            ),
            6,
        ),
        (
            render_appointment_slip,
            papers.form(
                applicant=text,
                address=text,
                request=text,
                unit=text,
                letterhead=head,
                papers=(Paper(text, "original", 99),) * 5,
                result_at=text,
                receiver=text,
            ),
            6,
        ),
    ):
        data = printed(render, paper)
        assert overlaps(data) == [], render
        assert outside(data, margin) == [], render
        assert URL in codes_in(data), render


people = st.text(alphabet=st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂĐÊÔƠƯWMÁằễỵ' -,."), min_size=0, max_size=160)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people, people, people)
def test_labels_hold_any_name_and_address(name: str, address: str, office: str) -> None:
    label = papers.label(recipient=name, address=address, origin=office, destination=office)
    for render, margin in ((render_labels, 3.0), (render_label_sheets, 4.0)):
        data = printed(render, [label])
        assert overlaps(data) == []
        assert outside(data, margin) == []
        assert "HC473124829VN" in codes_in(data)


class Drain(io.RawIOBase):
    """A reader that keeps nothing, and that cannot go back."""

    size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.size += len(data)
        return len(data)


def test_memory_does_not_grow_with_the_pages() -> None:
    def peak(count: int) -> int:
        out = Drain()
        tracemalloc.start()
        try:
            render_labels(itertools.repeat(papers.label(), count), out)  # type: ignore[arg-type]
            assert out.size > count * 1_500
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(5)
    assert peak(250) - peak(50) < 200 * 1_500


def test_a_thousand_labels_make_a_file_that_readers_open() -> None:
    data = printed(render_labels, (papers.label(number) for number in range(1_000)))
    document = pages(data)
    assert len(document) == 1_000
    assert s10.printed(papers.code(999)) in document[999].get_textpage().get_text_range()


def test_a_drawing_that_breaks_off_leaves_nothing_behind() -> None:
    from postal_services.documents import fonts

    with pytest.raises(KeyError):
        printed(render_labels, [papers.label(), papers.label(leg="X")])
    assert not any(fonts.font(weight).state for weight in (400, 600, 700))


def test_signatures_never_stand_on_a_page_that_names_nothing() -> None:
    assert paginated([10] * 5, 30, 40, 5) == [range(3), range(3, 5)]
    assert paginated([10] * 3, 30, 40, 5) == [range(1), range(1, 3)]
    assert paginated([10] * 9, 60, 90, 70) == [range(6), range(6, 7), range(7, 9)]
    assert paginated([10], 12, 40, 5) == [range(0), range(1)]
    assert paginated([], 30, 40, 5) == [range(0)]
    assert paginated([50], 30, 60, 5) == [range(0), range(1)]


def test_dates_are_written_as_official_letters_write_them() -> None:
    from datetime import date

    assert vn_date_line("Chư Sê", date(2019, 2, 5)) == "Chư Sê, ngày 05 tháng 02 năm 2019"
    assert vn_date_line("", date(2019, 12, 31)) == "ngày 31 tháng 12 năm 2019"


def test_the_hotline_stands_on_papers_once_it_is_known() -> None:
    head = replace(HEAD, hotline="1900 0000")
    assert "Tổng đài: 1900 0000" in text_of(printed(render_tracking_slip, papers.slip(letterhead=head)))
    assert LONG in text_of(printed(render_tracking_slip, papers.slip()))
