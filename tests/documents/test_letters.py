"""Forms 02 to 07 as paper: whole, readable, continued overleaf, and the same each time."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from postal_services.documents.papers.control_sheet import ControlSheet, Passing, render_control_sheet
from postal_services.documents.papers.forms import NEW, OLD, SETS, FormKind, form
from postal_services.documents.papers.letters import (
    render_apology_letter,
    render_refusal_letter,
    render_stop_letter,
    render_supplement_letter,
)
from postal_services.documents.papers.register import Register, RegisterRow, render_register
from tests.documents import letters
from tests.documents.letters import ENDLESS
from tests.documents.papers import AT, HEAD, LONG, URL, codes_in, dossier, outside, overlaps, pages, printed, text_of

Render = Callable[[Any, Any], Any]


def sheet(rows: int = 6, /, **change: Any) -> ControlSheet:
    passings = tuple(
        Passing(
            "Bộ phận Tiếp nhận và Trả kết quả UBND huyện Chư Sê",
            "Bưu điện huyện Chư Sê",
            AT + timedelta(hours=number),
            "Nguyễn Thị Ngọc Ánh Tuyết Mai",
            "Rơ Châm H'Nhung",
            "Quá hạn" if number % 3 else "",
            "kết quả HC473124829VN; bảng kê BK-UB-633-190814-0001",
        )
        for number in range(rows)
    )
    paper = ControlSheet(
        form=form(OLD, FormKind.CONTROL),
        letterhead=HEAD,
        unit="BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",
        dossier=dossier(0),
        url=URL,
        applicant="Rơ Châm H'Nhung",
        phone="0905 000 001",
        request=LONG,
        agency="Bộ phận một cửa huyện Chư Sê",
        received_at=AT,
        due_at=letters.DUE,
        printed_at=AT,
        rows=passings,
        lines=rows + 4,
        chain="ab" * 32,
        root="cd" * 32,
    )
    return replace(paper, **change)


def register_of(edition: str = OLD) -> Register:
    chosen = form(edition, FormKind.REGISTER)
    return Register(chosen, HEAD, "Bộ phận một cửa", date(2019, 8, 1), date(2019, 8, 31), ("đã trả 3", "quá hạn 1"))


def register_rows(count: int) -> list[RegisterRow]:
    row = RegisterRow(
        dossier=dossier(0),
        procedure=LONG,
        applicant="Nguyễn Thị Ngọc Ánh Tuyết Mai",
        contact="Làng Ring, xã H Bông, huyện Chư Sê; 0905000001",
        agency="Bộ phận một cửa huyện Chư Sê",
        received_at=AT,
        due_at=letters.DUE,
        given_at=None,
        way="Qua bưu chính công ích",
        note="1/HDHS; 1/PXL",
    )
    return [replace(row, dossier=dossier(number)) for number in range(count)]


def drawn_register(count: int, out: Any) -> None:
    render_register(register_of(), register_rows(count), out)


EVERY: list[tuple[str, Render, Any]] = [
    ("supplement", render_supplement_letter, letters.supplement()),
    ("supplement-60", render_supplement_letter, letters.supplement(60, NEW, reason=ENDLESS[:2000])),
    ("supplement-desk", render_supplement_letter, letters.supplement(1, by_post=False, respond_by=None)),
    ("refusal", render_refusal_letter, letters.refusal()),
    ("refusal-endless", render_refusal_letter, letters.refusal(NEW, reason=ENDLESS)),
    ("apology", render_apology_letter, letters.apology()),
    ("apology-endless", render_apology_letter, letters.apology(NEW, reason=ENDLESS)),
    ("stop", render_stop_letter, letters.stop()),
    ("stop-endless", render_stop_letter, letters.stop(NEW, reason=ENDLESS)),
    ("control", render_control_sheet, sheet()),
    ("control-80", render_control_sheet, sheet(80)),
    ("control-0", render_control_sheet, sheet(0, root="", due_at=None)),
    ("register", drawn_register, 7),
    ("register-200", drawn_register, 200),
    ("register-0", drawn_register, 0),
]


@pytest.mark.parametrize(("render", "paper"), [each[1:] for each in EVERY], ids=[each[0] for each in EVERY])
def test_every_paper_is_whole_embedded_and_the_same_each_time(render: Render, paper: Any) -> None:
    data = printed(render, paper)
    assert printed(render, paper) == data
    assert overlaps(data) == []
    assert outside(data, 6) == []
    fonts = set(re.findall(rb"/BaseFont /(\S+)", data))
    assert fonts
    assert all(b"+BeVietnamPro" in font for font in fonts)


@pytest.mark.parametrize("letter", [letters.supplement(60), letters.supplement(30, reason=ENDLESS[:2000])])
def test_a_long_request_goes_on_overleaf_with_its_head_and_loses_no_word(letter: Any) -> None:
    data = printed(render_supplement_letter, letter)
    text = text_of(data)
    count = len(pages(data))
    assert count > 1
    assert text.count("(tiếp theo)") == count - 1
    assert text.count("Thành phần hồ sơ") >= 2
    assert f"trang {count}/{count}" in text
    for word in letter.reason.split():
        assert word in text


def test_signatures_are_never_alone_on_a_page() -> None:
    for count in range(1, 40):
        data = printed(render_supplement_letter, letters.supplement(count))
        last = " ".join(pages(data)[len(pages(data)) - 1].get_textpage().get_text_range().split())
        assert "NGƯỜI HƯỚNG DẪN" in last
        assert "Cần hỏi thêm" in last


@pytest.mark.parametrize("edition", SETS)
def test_codes_of_every_letter_are_read_back(edition: str) -> None:
    for render, letter in (
        (render_supplement_letter, letters.supplement(3, edition)),
        (render_refusal_letter, letters.refusal(edition)),
        (render_apology_letter, letters.apology(edition)),
        (render_stop_letter, letters.stop(edition)),
    ):
        assert sorted(codes_in(printed(render, letter))) == sorted([dossier(0), URL])


def test_each_paper_asked_for_stands_under_its_kind() -> None:
    text = text_of(printed(render_supplement_letter, letters.supplement(3)))
    assert "TT Thành phần hồ sơ Bản chính Bản chứng thực Bản photo" in text
    assert "Tổng số giấy tờ phải bổ sung: 6" in text


def test_an_apology_of_2025_asks_for_more_time() -> None:
    text = text_of(printed(render_apology_letter, letters.apology(NEW)))
    assert "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT" in text
    assert "Thời gian đề nghị gia hạn" in text
    assert "chưa kiểm chứng" in text


def test_the_control_sheet_gives_each_passing_a_row_and_repeats_its_head() -> None:
    data = printed(render_control_sheet, sheet(80))
    text = text_of(data)
    assert text.count("1. Giao:") == text.count("2. Nhận:") == 80
    assert text.count("TÊN CƠ QUAN") == len(pages(data))
    assert "84 dòng, mã băm abababababababab; gốc sổ cdcdcdcdcdcdcdcd" in text


def test_the_register_counts_its_rows_and_says_of_which_days_it_is() -> None:
    out = io.BytesIO()
    assert render_register(register_of(NEW), register_rows(45), out) == 45
    text = text_of(out.getvalue())
    assert "Từ ngày 01/08/2019 đến hết ngày 31/08/2019" in text
    assert "Cộng 45 hồ sơ; đã trả 3; quá hạn 1" in text
    assert "Mẫu số 07, Thông tư số 03/2025/TT-VPCP" in text
    assert all(dossier(number)[-9:] in text.replace(" ", "") for number in range(45))
