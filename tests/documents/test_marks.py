"""The mark of a paper that must not be taken for an ordinary one: on every page, above everything, beside no code."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest

from postal_services.documents.papers import (
    render_appointment_slip,
    render_hand_over_list,
    render_label_sheets,
    render_labels,
    render_receipt,
    render_tracking_slip,
)
from postal_services.documents.papers.frame import Letterhead
from postal_services.documents.sheet import A4, Sheet
from tests.documents import papers

MARK = "MÔ PHỎNG"
LETTERED: list[tuple[str, Callable[[], Any], Callable[..., None]]] = [
    ("list", lambda: papers.listing(60), render_hand_over_list),
    ("receipt", lambda: papers.receipt(40), render_receipt),
    ("tracking", papers.slip, render_tracking_slip),
    ("appointment", papers.form, render_appointment_slip),
]


def drawn(render: Callable[..., None], paper: Any) -> bytes:
    out = io.BytesIO()
    render(paper, out)
    return out.getvalue()


def texts(content: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]


@pytest.mark.parametrize(("make", "render"), [each[1:] for each in LETTERED], ids=[each[0] for each in LETTERED])
def test_every_page_is_marked_and_nothing_else_moves(make: Callable[[], Any], render: Callable[..., None]) -> None:
    paper = make()
    marked = replace(paper, letterhead=replace(paper.letterhead, mark=MARK))
    before, after = texts(drawn(render, paper)), texts(drawn(render, marked))
    assert len(before) == len(after)
    assert all(MARK in text for text in after)
    assert not any(MARK in text for text in before)
    for plain, with_mark in zip(before, after, strict=True):
        assert with_mark.replace(MARK, "").split() == plain.split()
    assert papers.codes_in(drawn(render, marked)) == papers.codes_in(drawn(render, paper))
    assert len(papers.overlaps(drawn(render, marked))) == len(papers.overlaps(drawn(render, paper)))


@pytest.mark.parametrize("render", [render_labels, render_label_sheets])
def test_labels_say_it_in_their_heading_and_their_codes_read_back(render: Callable[..., None]) -> None:
    label = papers.label()
    plain, marked = drawn(render, [label]), drawn(render, [replace(label, mark=MARK)])
    assert f"{MARK} · {label.title}" in texts(marked)[0]
    assert MARK not in texts(plain)[0]
    assert papers.codes_in(marked) == papers.codes_in(plain)


def test_an_empty_mark_changes_no_byte() -> None:
    def page(mark: str | None) -> bytes:
        out = io.BytesIO()
        with Sheet(out, A4, "Giấy") if mark is None else Sheet(out, A4, "Giấy", mark) as sheet:
            sheet.line(12, 12, 100, "Nội dung")
        return out.getvalue()

    assert page(None) == page("")
    assert Letterhead("UBND").mark == ""
