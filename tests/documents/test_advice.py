"""The advice of delivery as paper: whole, the same each time, and with the signature as it was drawn."""

import io
from dataclasses import replace
from typing import Any

from PIL import Image, ImageDraw

from postal_services.documents import pictures
from postal_services.documents.papers import AdviceOfDelivery, render_advice_of_delivery
from tests.documents.papers import (
    AT,
    HEAD,
    LONG,
    URL,
    code,
    codes_in,
    dossier,
    outside,
    overlaps,
    pages,
    printed,
    text_of,
)


def signature() -> bytes:
    sheet = Image.new("RGB", (640, 240), "white")
    ImageDraw.Draw(sheet).line([(40, 200), (160, 40), (300, 190), (460, 60), (600, 180)], fill="black", width=5)
    out = io.BytesIO()
    sheet.save(out, format="PNG")
    return pictures.signature_png(out.getvalue())


def advice(**changes: Any) -> AdviceOfDelivery:
    paper = AdviceOfDelivery(
        letterhead=HEAD,
        item=code(0),
        dossier=dossier(0),
        procedure=LONG,
        url=URL,
        receiver="Nguyễn Thị Ngọc Ánh Tuyết Mai",
        relation="Người được ủy quyền",
        basis="Giấy ủy quyền có chứng thực",
        method="Mã một lần, đúng",
        delivered_at=AT,
        office="Bưu điện huyện Chư Sê",
        postman="Siu Tiến",
        digest="0123456789abcdef" * 4,
        line=14,
        document="12/UQ-CC",
        signature=signature(),
        matches=True,
    )
    return replace(paper, **changes)


PAPERS = (
    advice(),
    advice(signature=b"", witness="Rơ Châm H'Nhung, trưởng thôn làng Ring, xã H Bông, huyện Chư Sê"),
    advice(signature=b"", receiver="", document="", matches=None, emptied="06/08/2020"),
    advice(receiver="A" * 120, office=LONG, basis=LONG, matches=False),
)


def test_every_advice_is_one_page_and_nothing_leaves_it_or_lies_on_another() -> None:
    for paper in PAPERS:
        data = printed(render_advice_of_delivery, paper)
        assert printed(render_advice_of_delivery, paper) == data
        assert len(pages(data)) == 1
        assert outside(data, 6) == []
        assert overlaps(data) == []
        assert len(data) < 120_000


def test_both_codes_can_be_read() -> None:
    assert set(codes_in(printed(render_advice_of_delivery, advice()))) == {code(0), URL}


def test_the_signature_is_there_as_ink_and_its_absence_is_said() -> None:
    with_ink, without = (printed(render_advice_of_delivery, paper) for paper in PAPERS[:2])

    def ink(data: bytes) -> int:
        page = pages(data)[0].render(scale=2).to_pil().convert("L")
        across, down = page.size
        box = page.crop((0, int(down * 0.53), across // 2, int(down * 0.66)))
        return sum(box.histogram()[:100])

    assert ink(with_ink) > 400
    assert "Không ký; có người làm chứng" in text_of(without)
    assert "đã xóa theo thời hạn" in text_of(printed(render_advice_of_delivery, PAPERS[2]))
    assert "KHÔNG KHỚP" in text_of(printed(render_advice_of_delivery, PAPERS[3]))
