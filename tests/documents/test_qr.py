import threading
from unittest.mock import patch
from xml.etree import ElementTree as ET

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from qrcode import util
from qrcode.main import QRCode

from postal_services.documents import barcode, qr
from postal_services.documents.papers import render_receipt
from tests.documents import papers
from tests.documents.papers import URL, printed
from tests.documents.test_signed import TEXT


def rebuilt(drawn: qr.Matrix, scale: int = 4) -> Image.Image:
    side = drawn.modules + 2 * qr.QUIET
    picture = Image.new("L", (side, side), 255)
    for column, row, width, height in drawn.runs:
        picture.paste(0, (column + 4, row + 4, column + 4 + width, row + 4 + height))
    return picture.resize((side * scale, side * scale), Image.Resampling.NEAREST)


@pytest.mark.parametrize(("text", "modules"), [(TEXT, 49), (URL, 29), ("HC473124829VN", 21)])
def test_codes_are_as_small_as_their_text_allows_and_readable(text: str, modules: int) -> None:
    drawn = qr.matrix(text)
    assert drawn.modules == modules
    (seen,) = zxingcpp.read_barcodes(rebuilt(drawn))
    assert seen.text == text


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:abc?=&_", min_size=1, max_size=120))
def test_the_drawn_rectangles_are_exactly_the_dark_modules(text: str) -> None:
    code = QRCode(error_correction=0, border=0, mask_pattern=qr.MASK)
    mode = util.MODE_ALPHA_NUM if text.upper() == text and not set(text) & set("?=&_") else util.MODE_8BIT_BYTE
    code.add_data(util.QRData(text.encode(), mode=mode))
    code.make(fit=True)
    covered: dict[tuple[int, int], int] = {}
    for column, row, width, height in qr.matrix(text).runs:
        for x in range(column, column + width):
            for y in range(row, row + height):
                covered[x, y] = covered.get((x, y), 0) + 1
    assert set(covered.values()) == {1}
    dark = {(x, y) for y, row in enumerate(code.modules) for x, module in enumerate(row) if module}
    assert set(covered) == dark


def test_the_eight_masks_are_never_tried() -> None:
    qr.matrix.cache_clear()
    with patch.object(QRCode, "best_mask_pattern") as tried, patch.object(util, "lost_point") as scored:
        printed(render_receipt, papers.receipt())
    assert not tried.called
    assert not scored.called


def test_a_code_drawn_twice_is_made_once() -> None:
    qr.matrix.cache_clear()
    printed(render_receipt, papers.receipt())
    printed(render_receipt, papers.receipt())
    assert qr.matrix.cache_info().misses == 2


def test_modules_are_whole_dots_of_a_203_dpi_printer() -> None:
    drawn = qr.matrix(TEXT)
    assert drawn.module_for(25) == 0.625
    assert drawn.module_for(25) * drawn.modules >= 25
    assert qr.matrix("1").module_for(1) == 0.25


def test_a_code_on_a_page_is_a_valid_picture_with_its_quiet_zone() -> None:
    root = ET.fromstring(qr.svg(URL, title='Mã "tra cứu" <&>'))
    assert root.attrib["viewBox"] == "0 0 37 37"
    assert root.attrib["aria-label"] == 'Mã "tra cứu" <&>'
    assert "style" not in root.attrib
    assert ET.fromstring(qr.svg(URL)).attrib["aria-hidden"] == "true"


def test_bars_are_read_back_and_tall_enough() -> None:
    drawn = barcode.code128("HC473124829VN")
    picture = Image.new("L", (drawn.modules + 20, 40), 255)
    for start, width in drawn.bars:
        picture.paste(0, (start + 10, 0, start + 10 + width, 40))
    (seen,) = zxingcpp.read_barcodes(picture.resize((picture.width * 3, 120), Image.Resampling.NEAREST))
    assert seen.text == "HC473124829VN"
    assert drawn.height_for(0.25) == 12.5
    assert drawn.height_for(1.0) == pytest.approx(0.15 * drawn.modules)


def test_papers_drawn_in_eight_threads_at_once_are_all_right() -> None:
    expected = printed(render_receipt, papers.receipt(60))
    found: list[bytes] = []

    def draw() -> None:
        found.extend(printed(render_receipt, papers.receipt(60)) for _ in range(4))

    threads = [threading.Thread(target=draw) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 32
