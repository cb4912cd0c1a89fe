"""Receipts, day sheets and reconciliations on paper; takings as files for whoever keeps the books."""

import csv
import io
from datetime import date

import pypdfium2
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from postal_services.errors import Invalid
from tests.cash.test_days import filled
from tests.cash.test_reconcile import draft, figures, sign
from tests.cash.till import close, day_of, dossiers, pay
from tests.cast import Cast
from tests.dossiers import desk
from tracking.cash import exports, papers
from tracking.cash.commands.correct import reverse_taking
from tracking.cash.models import CashDay, Reconciliation, Taking
from tracking.cash.papers.amount_words import in_words
from tracking.cash.refusals import PeriodTooLong

POOR = desk.applicant(unit="23947", categories=("poor_household",))
FIRST, LAST = date(2019, 8, 1), date(2019, 8, 31)


def text_of(out: io.BytesIO) -> str:
    document = pypdfium2.PdfDocument(out.getvalue())
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())


def receipt(taking: Taking) -> str:
    out = io.BytesIO()
    papers.receipt_pdf(Taking.objects.select_related("office__parent", "dossier__procedure").get(pk=taking.pk), out)
    return text_of(out)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (8_000, "Tám nghìn đồng"),
        (42_000, "Bốn mươi hai nghìn đồng"),
        (21_500, "Hai mươi mốt nghìn năm trăm đồng"),
        (105_000, "Một trăm linh năm nghìn đồng"),
        (1_005_015, "Một triệu không trăm linh năm nghìn không trăm mười lăm đồng"),
        (24_044_025, "Hai mươi tư triệu không trăm bốn mươi tư nghìn không trăm hai mươi lăm đồng"),
        (1_000_000_000, "Một tỷ đồng"),
        (2_000_000_500, "Hai tỷ năm trăm đồng"),
        (-29_000, "Âm hai mươi chín nghìn đồng"),
    ],
)
def test_sums_are_spoken_as_vietnamese_speaks_them(amount: int, words: str) -> None:
    assert in_words(amount) == words


@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=0, max_value=10**12))
def test_no_two_sums_are_spoken_alike(one: int, other: int) -> None:
    assert (in_words(one) == in_words(other)) == (one == other)


def test_the_receipt_names_three_columns_the_sum_in_words_and_that_it_is_no_receipt_of_the_state(cast: Cast) -> None:
    dossier = dossiers(cast, applicant=POOR)[0]
    taking = pay(cast.lan, dossier, agency_receipt="AA/2019E 0001234")
    text = receipt(taking)
    for part in (
        "BIÊN NHẬN THU TIỀN",
        taking.number,
        dossier.code,
        dossier.applicant_name,
        "8.000 ₫",
        f"{taking.postal:,} ₫".replace(",", "."),
        in_words(taking.total),
        "không phải biên lai",
        "AA/2019E 0001234",
        "chưa kiểm chứng",
        "giảm 50 %",
    ):
        assert part in text, part


def test_a_reversed_receipt_says_so_on_both_papers(cast: Cast) -> None:
    taking = pay(cast.lan, dossiers(cast)[0])
    back = reverse_taking(actor=cast.lan, number=taking.number, reason="wrong_amount")
    assert f"ĐÃ HỦY bằng phiếu {back.number}" in receipt(taking)
    assert f"Hủy khoản {taking.number}" in receipt(back)


def test_the_day_sheet_has_every_taking_the_count_and_two_blocks_to_sign(cast: Cast) -> None:
    taken = [pay(cast.lan, dossier) for dossier in dossiers(cast, 3)]
    close(cast.lan, 120_000, reason="change_given", words="Thối nhầm")
    out = io.BytesIO()
    papers.day_pdf(CashDay.objects.get(), out)
    text = text_of(out)
    for part in (*(each.number for each in taken), "126.000 ₫", "120.000 ₫", "−6.000 ₫", "Thối nhầm", "NGƯỜI NHẬN VÀO"):
        assert part in text, part


def test_a_long_day_goes_on_over_pages_with_no_taking_lost(cast: Cast) -> None:
    day = filled(cast, 150)
    out = io.BytesIO()
    papers.day_pdf(day, out)
    text = text_of(out)
    assert "trang 4/4" in text or "trang 5/5" in text
    assert all(number in text for number in Taking.objects.values_list("number", flat=True))


def test_the_reconciliation_sheet_has_figures_differences_and_signatures(cast: Cast) -> None:
    sheet = draft(cast)
    figures(cast, sheet, remitted=16_000, committee=8_000, treasury=16_000)
    sign(cast, sheet, "hanh", "may", words="Thiếu một hồ sơ")
    out = io.BytesIO()
    papers.reconciliation_pdf(Reconciliation.objects.get(), out)
    text = text_of(out)
    for part in ("16.000 ₫", "−8.000 ₫", "NT-0042", "Thiếu một hồ sơ", "Chênh lệch, hai bên đã ký", "ĐẠI DIỆN CƠ QUAN"):
        assert part in text, part


def test_the_csv_opens_in_excel_and_holds_three_columns(cast: Cast) -> None:
    taking = pay(cast.lan, dossiers(cast)[0])
    content = b"".join(exports.csv_text(exports.rows_of(cast.lan, FIRST, LAST)))
    assert content.startswith(b"\xef\xbb\xbf")
    heads, row = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    told = dict(zip(heads, row, strict=True))
    assert told["Số biên nhận"] == taking.number
    assert told["Phí, lệ phí (đồng)"] == str(taking.state_fee)
    assert told["Cước bưu chính (đồng)"] == str(taking.postal)
    assert told["Cước chuyển nộp (đồng)"] == str(taking.transfer)
    assert told["Cộng (đồng)"] == str(taking.total)


@pytest.mark.parametrize("number", ["=1+1", "+84", "-2+3", "@SUM(1)"])
def test_no_cell_is_worked_out_by_a_spreadsheet(cast: Cast, number: str) -> None:
    taking = pay(cast.lan, dossiers(cast)[0])
    Taking.objects.filter(pk=taking.pk).update(agency_receipt=number, bank_reference=number)
    rows = exports.rows_of(cast.lan, FIRST, LAST)
    line = list(csv.reader(io.StringIO(b"".join(exports.csv_text(rows)).decode("utf-8-sig")), delimiter=";"))[1]
    assert line.count(f"'{number}") == 2
    assert number not in line
    out = io.BytesIO()
    exports.workbook(rows, out)
    cells = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(out.getvalue())).get_sheet_by_index(0).to_python()
    assert cells[1].count(number) == 2


def test_the_workbook_holds_figures_as_figures(cast: Cast) -> None:
    taken = [pay(cast.lan, dossier) for dossier in dossiers(cast, 3)]
    out = io.BytesIO()
    exports.workbook(exports.rows_of(cast.lan, FIRST, LAST), out)
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(out.getvalue())).get_sheet_by_index(0).to_python()
    place = list(exports.HEADS).index("Cộng (đồng)")
    assert [row[place] for row in rows[1:]] == [each.total for each in taken]


def test_nobody_exports_what_is_not_theirs(cast: Cast) -> None:
    pay(cast.lan, dossiers(cast)[0])
    assert exports.rows_of(cast.hanh, FIRST, LAST).count() == 1
    assert exports.rows_of(cast.tinh, FIRST, LAST).count() == 1
    for stranger in (cast.minh, cast.thuy, cast.nga, cast.bao):
        assert exports.rows_of(stranger, FIRST, LAST).count() == 0


def test_a_period_is_bounded(cast: Cast) -> None:
    with pytest.raises(PeriodTooLong):
        exports.rows_of(cast.lan, date(2019, 1, 1), date(2019, 12, 31))
    with pytest.raises(Invalid):
        exports.rows_of(cast.lan, LAST, FIRST)


def test_the_day_of_a_person_is_theirs_alone(cast: Cast) -> None:
    pay(cast.lan, dossiers(cast)[0])
    day = day_of(cast.lan)
    for actor, sees in ((cast.lan, True), (cast.may, True), (cast.tinh, True), (cast.tien, False), (cast.hanh, False)):
        assert CashDay.objects.visible_to(actor).filter(pk=day.pk).exists() is sees
