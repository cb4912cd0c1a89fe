"""Papers of a bag: the A4 manifest that travels with it and the 100 x 150 mm label that hangs on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

from postal_services.clock import day_of
from postal_services.documents import s10
from postal_services.documents.fonts import BOLD, SEMIBOLD
from postal_services.documents.papers.frame import (
    Letterhead,
    Side,
    draw_head,
    draw_page_number,
    draw_signatures,
    hotline_words,
    paginated,
    vn_moment,
)
from postal_services.documents.sheet import A4, THERMAL, Sheet, Style, bars_width, code_side, wrapped

_MARGIN: Final = 12.0
_ROOM: Final = A4[0] - 2 * _MARGIN
_BOTTOM: Final = A4[1] - _MARGIN - 2
_SIGNATURES: Final = 46.0
_TABLE_HEAD: Final = 7.5
_LEAST_ROW: Final = 11.5
_MOST_ROW: Final = 24.0
_ROW_MODULE: Final = 0.375
_COLUMNS: Final = (9.0, 11.5, 46.0, 58.0, 17.0, 44.5)
_HEADS: Final = ("TT", "", "Mã bưu gửi, mã hồ sơ", "Nơi đến cuối cùng", "Nặng (g)", "Ghi chú khi mở túi")
_CELL: Final = Style(8.5, least=6.5)


@dataclass(frozen=True, slots=True)
class BaggedItem:
    """One row: ``towards`` is the office the item goes to in the end, ``remark`` what was found when it was opened."""

    code: str
    dossier: str = ""
    towards: str = ""
    weight_g: int = 0
    remark: str = ""


@dataclass(frozen=True, slots=True)
class BagManifest:
    """What stands on a manifest. ``seal`` is empty and ``sealed_at`` None until the bag is sealed.

    ``url`` is the text of the square code; the bag's own code stands beside it as Code 128.
    """

    letterhead: Letterhead
    code: str
    begun_at: datetime
    origin: Side
    destination: Side
    goal: str
    items: tuple[BaggedItem, ...]
    seal: str = ""
    sealed_at: datetime | None = None
    opened_at: datetime | None = None
    seal_read: str = ""
    extra: tuple[str, ...] = ()
    root: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class BagLabel:
    """What hangs on a bag: where from, where to next, where it is opened, its seal and how much is in it."""

    code: str
    origin: str
    destination: str
    goal: str
    seal: str
    items: int
    weight_g: int
    sealed_at: datetime | None
    url: str
    hotline: str = ""
    mark: str = ""


def render_bag_manifest(manifest: BagManifest, out: BinaryIO) -> None:
    """Draw the manifest on as many A4 pages as it needs, with the head of the table on each."""
    with Sheet(out, A4, f"Bảng kê túi {manifest.code}", manifest.letterhead.mark) as sheet:
        top = _face(sheet, manifest)
        heights = [_row_height(item) for item in manifest.items]
        under_head = _MARGIN + 7
        room = _BOTTOM - _TABLE_HEAD
        pages = paginated(heights, room - top, room - under_head, _SIGNATURES)
        for number, page in enumerate(pages, 1):
            if number > 1:
                sheet.next_page()
                sheet.line(_MARGIN, _MARGIN, _ROOM, f"Bảng kê túi {manifest.code} (tiếp theo)", Style(8.5, SEMIBOLD))
                top = under_head
            if len(page):
                top = _table(sheet, top, manifest, page, heights)
            if number == len(pages):
                _close(sheet, top + 2, manifest)
            _foot(sheet, number, len(pages), manifest)


def _face(sheet: Sheet, manifest: BagManifest) -> float:
    head = manifest.letterhead
    top = draw_head(sheet, head, day_of(manifest.begun_at), number=f"Số: {manifest.code}", margin=_MARGIN) + 3
    text = manifest.url or manifest.code
    side = code_side(text, 0.625)
    room = _ROOM - side - 4
    down = sheet.line(_MARGIN, top, room, "BẢNG KÊ TÚI", Style(16, BOLD))
    down = _state(sheet, down, room, manifest)
    module = 0.375 if bars_width(manifest.code, 0.375) <= room else 0.25
    sheet.bars(_MARGIN - 10 * module, down + 2, manifest.code, module=module, height=12.5)
    down = sheet.line(_MARGIN, down + 14.8, room, manifest.code, Style(8.5, SEMIBOLD))
    sheet.code(_MARGIN + _ROOM - side + 2.5, top - 2.5, text, module=0.625)
    top = max(down, top + side - 4) + 2
    half = (_ROOM - 6) / 2
    right = _MARGIN + half + 6
    bottoms = []
    for x, title, who in ((_MARGIN, "NƠI ĐÓNG", manifest.origin), (right, "TRẠM TIẾP THEO", manifest.destination)):
        down = sheet.line(x, top, half, f"{title} · {who.code}", Style(8, SEMIBOLD))
        down = sheet.fit(x, down, half, who.office, Style(10.5, SEMIBOLD), height=11)
        bottoms.append(sheet.fit(x, down, half, who.person, Style(9), height=8) if who.person else down)
    sheet.stem(_MARGIN + half + 3, top + 0.5, max(bottoms) - top)
    top = max(bottoms) + 1.5
    sheet.rule(_MARGIN, top, _ROOM, 0.3)
    weight = sum(item.weight_g for item in manifest.items)
    top += 1
    ends = (
        sheet.labelled(_MARGIN, top, half, "Số niêm phong", manifest.seal, style=Style(10)),
        sheet.labelled(right, top, half, "Mở túi tại", manifest.goal, style=Style(10)),
    )
    top = max(ends)
    ends = (
        sheet.labelled(_MARGIN, top, half, "Số lượng", f"{len(manifest.items)} bưu gửi", style=Style(10)),
        sheet.labelled(right, top, half, "Khối lượng", f"{weight} g" if weight else "chưa cân", style=Style(10)),
    )
    return max(ends) + 2.5


def _state(sheet: Sheet, top: float, room: float, manifest: BagManifest) -> float:
    if manifest.opened_at:
        return sheet.line(_MARGIN, top, room, f"Đã mở lúc {vn_moment(manifest.opened_at)}", Style(9.5))
    if manifest.sealed_at:
        return sheet.line(_MARGIN, top, room, f"Niêm phong lúc {vn_moment(manifest.sealed_at)}", Style(9.5))
    sheet.box(_MARGIN, top + 0.6, 44, 5.6, weight=1.2)
    sheet.line(_MARGIN, top + 0.9, 44, "CHƯA NIÊM PHONG", Style(9, BOLD, "center"))
    return sheet.line(_MARGIN + 47, top + 0.9, room - 47, "Bảng kê chưa chốt", Style(9.5)) + 0.8


def _row_height(item: BaggedItem) -> float:
    texts = ((item.towards, _COLUMNS[3]), (item.remark, _COLUMNS[5]))
    lines = max(len(wrapped(text, room - 1.6, _CELL.size, _CELL.weight)) for text, room in texts)
    return min(max(_LEAST_ROW, lines * _CELL.line + 1.4), _MOST_ROW)


def _table(sheet: Sheet, top: float, manifest: BagManifest, page: range, heights: list[float]) -> float:
    begin = top
    sheet.box(_MARGIN, top, _ROOM, _TABLE_HEAD, weight=0, shade=0.92)
    x = _MARGIN
    for room, head in zip(_COLUMNS, _HEADS, strict=True):
        sheet.line(x + 0.8, top + 2, room - 1.6, head, Style(7.5, SEMIBOLD, "left", 5.5))
        x += room
    top += _TABLE_HEAD
    sheet.rule(_MARGIN, top, _ROOM, 0.8)
    for row in page:
        _row(sheet, top, row + 1, manifest.items[row], heights[row])
        top += heights[row]
        sheet.rule(_MARGIN, top, _ROOM, 0.25)
    edges = [_MARGIN + sum(_COLUMNS[:place]) for place in (0, 1, 3, 4, 5, 6)]
    for edge in edges:
        sheet.stem(edge, begin, top - begin, 0.25)
    return top


def _row(sheet: Sheet, top: float, number: int, item: BaggedItem, height: float) -> None:
    starts = [_MARGIN + sum(_COLUMNS[:place]) for place in range(len(_COLUMNS))]
    sheet.line(starts[0], top + 3.6, _COLUMNS[0], str(number), Style(8.5, align="center"))
    sheet.code(starts[1] + 0.3, top + 0.3, item.code, module=_ROW_MODULE)
    down = sheet.line(starts[2] + 1, top + 1, _COLUMNS[2] - 2, s10.printed(item.code), Style(10, SEMIBOLD))
    sheet.line(starts[2] + 1, down, _COLUMNS[2] - 2, item.dossier or "chưa có mã hồ sơ", Style(8, least=5))
    sheet.fit(starts[3] + 0.8, top + 1, _COLUMNS[3] - 1.6, item.towards or "chưa có", _CELL, height=height - 1.2)
    weight = str(item.weight_g) if item.weight_g else "chưa cân"
    sheet.line(starts[4] + 0.6, top + 3.6, _COLUMNS[4] - 1.8, weight, Style(8.5, align="right", least=5.5))
    if item.remark:
        sheet.fit(starts[5] + 0.8, top + 1, _COLUMNS[5] - 1.6, item.remark, _CELL, height=height - 1.2)


def _close(sheet: Sheet, top: float, manifest: BagManifest) -> None:
    if manifest.opened_at:
        extra = ", ".join(manifest.extra) or "không có"
        top = sheet.fit(_MARGIN, top, _ROOM, f"Thừa so với bảng kê: {extra}", Style(8.5), height=12)
        read = manifest.seal_read or "không ghi"
        top = sheet.line(_MARGIN, top, _ROOM, f"Số niêm phong đọc khi nhận: {read}", Style(8.5))
    else:
        words = "Số niêm phong đọc khi nhận: ………………………   Số lượng đếm được: …………   Chênh lệch: ………………………"
        top = sheet.line(_MARGIN, top + 1, _ROOM, words, Style(9)) + 1
    draw_signatures(
        sheet, top + 1, ("NGƯỜI ĐÓNG TÚI", manifest.origin.person), ("NGƯỜI NHẬN TÚI", manifest.destination.person),
        margin=_MARGIN, height=30,
    )  # fmt: skip


def _foot(sheet: Sheet, number: int, total: int, manifest: BagManifest) -> None:
    root = f"Gốc sổ khi niêm phong: {manifest.root[:16] or 'chưa có'}"
    state = "" if manifest.sealed_at else " · chưa niêm phong"
    note = f"{root} · {hotline_words(manifest.letterhead.hotline)}{state}"
    draw_page_number(sheet, number, total, note, margin=_MARGIN)


def render_bag_label(label: BagLabel, out: BinaryIO) -> None:
    """Draw the label of a bag on a page of 100 x 150 mm."""
    margin, room = 4.0, THERMAL[0] - 8
    with Sheet(out, THERMAL, f"Nhãn túi {label.code}") as sheet:
        sheet.black(margin, 4, room, 9)
        sheet.white(
            margin + 2, 5.2, room - 4, " · ".join(filter(None, (label.mark, "TÚI BƯU GỬI HỒ SƠ"))), Style(13, BOLD)
        )
        module = next((each for each in (0.375, 0.3, 0.25) if bars_width(label.code, each) <= THERMAL[0]), 0.25)
        sheet.bars((THERMAL[0] - bars_width(label.code, module)) / 2, 15.5, label.code, module=module, height=15)
        sheet.line(margin, 31.5, room, label.code, Style(13, BOLD, "center"))
        sheet.rule(margin, 38.5, room, 0.8)
        down = sheet.line(margin + 1, 39.5, room - 2, "TRẠM TIẾP THEO", Style(8, SEMIBOLD))
        sheet.fit(margin + 1, down, room - 2, label.destination, Style(19, BOLD, least=10), height=18)
        sheet.rule(margin, 62, room, 0.8)
        half = room / 2
        for left, word, office in ((margin, "TỪ", label.origin), (margin + half, "MỞ TÚI TẠI", label.goal)):
            down = sheet.line(left + 1, 62.8, half - 2, word, Style(7.5, SEMIBOLD))
            sheet.fit(left + 1, down, half - 2, office, Style(11, SEMIBOLD), height=14)
        sheet.stem(margin + half, 62, 19)
        sheet.rule(margin, 81, room, 0.8)
        down = sheet.line(margin + 1, 82, room - 2, "SỐ NIÊM PHONG", Style(8, SEMIBOLD))
        sheet.line(margin + 1, down, room - 2, label.seal or "chưa niêm phong", Style(17, BOLD, least=9))
        sheet.rule(margin, 97, room, 0.8)
        side = code_side(label.url, 0.75)
        sheet.code(margin - 2, 100, label.url, module=0.75)
        _beside(sheet, margin + side, 102, room - side - 1, label)


def _beside(sheet: Sheet, x: float, top: float, room: float, label: BagLabel) -> None:
    down = sheet.line(x, top, room, f"{label.items} bưu gửi", Style(17, BOLD))
    weight = f"{label.weight_g} g" if label.weight_g else "chưa cân"
    down = sheet.line(x, down, room, f"Khối lượng: {weight}", Style(9.5))
    if label.sealed_at:
        down = sheet.fit(x, down, room, f"Niêm phong {vn_moment(label.sealed_at)}", Style(8.5), height=9)
    down = sheet.fit(x, down + 1, room, "Quét một lần là quét cả túi.", Style(8.5, SEMIBOLD), height=8)
    sheet.line(x, down, room, hotline_words(label.hotline), Style(8.5, least=6))
