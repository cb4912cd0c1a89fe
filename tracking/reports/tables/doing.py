"""Sections V and VI: how much really went by post, and the directive's other asks."""

from tracking.reports.figures import Figures, Readiness

from .cells import Cell, Column, Kind, Section, Table, grouped, said
from .ways import Opens, Way, Ways

_MOST_NAMED = 6


def sent_by_post(figures: Figures) -> Section:
    """Of the cases that could have gone by post, how many did, and why the others did not."""
    found = figures.eligible
    if found.share is None:
        words = "Chưa đơn vị nào khai số hồ sơ đủ điều kiện, nên chưa tính được tỷ lệ hồ sơ thực sự đi qua bưu điện."
    else:
        words = (
            f"Các đơn vị khai {grouped(found.eligible)} hồ sơ đủ điều kiện; {grouped(found.handed_over)} hồ sơ của các "
            f"tháng đã khai được bàn giao qua bưu điện ({said(found.share, Kind.SHARE)})."
        )
    if found.silent and len(found.silent) <= _MOST_NAMED:
        words += f" Còn thiếu số khai của: {', '.join(found.silent)}."
    elif found.silent:
        words += f" Còn thiếu số khai của {len(found.silent)} đơn vị."
    summary = Table(
        "eligible",
        "Đủ điều kiện và đã bàn giao",
        (Column("Chỉ tiêu", Kind.TEXT, 5), Column("Số lượng", weight=1.5)),
        (
            ("Tháng phải khai (đơn vị × tháng)", found.expected),
            ("Đã khai", found.stated),
            ("Hồ sơ đủ điều kiện đã khai", found.eligible),
            ("Hồ sơ đã bàn giao qua bưu điện", found.handed_over),
            ("Tỷ lệ", found.share),
        ),
        row_kinds=(Kind.COUNT, Kind.COUNT, Kind.COUNT, Kind.COUNT, Kind.SHARE),
        note="Số đủ điều kiện do đơn vị khai từng tháng; số bàn giao tính từ sổ. Tỷ lệ đứng cạnh tiến độ để một đơn "
        "vị không thể đạt chỉ tiêu chỉ bằng vài hồ sơ.",
        ways=((None, Way(Opens.STATED)),) * 5,
    )
    reasons = Table(
        "reasons",
        "Lý do không đi qua bưu điện",
        (Column("Lý do", Kind.TEXT, 5), Column("Số hồ sơ", weight=1.5)),
        tuple((each.name, each.count) for each in found.reasons),
        none="Chưa đơn vị nào khai lý do.",
        ways=((None, Way(Opens.STATED)),) * len(found.reasons),
    )
    return Section("V", "Hồ sơ thực sự đi qua bưu điện", (words,), (summary, reasons))


def other_asks(figures: Figures) -> Section:
    """Readiness of communes, and what single offices have to do."""
    words = tuple(
        f"Mục {each.ask} ({each.title}): {each.ready}/{each.targets} đơn vị đã sẵn sàng"
        + (f", cuối kỳ trước {each.ready_before}." if figures.head.compared else ".")
        for each in figures.readiness
    )
    named = Table(
        "named",
        "Đơn vị được nêu đích danh",
        (
            Column("Mục", Kind.TEXT, 0.7),
            Column("Đơn vị", Kind.TEXT, 2.4),
            Column("Hạn", Kind.DAY, 1.5),
            Column("Phải làm", weight=0.9),
            Column("Đã sẵn sàng", weight=1),
            Column("Tình trạng", Kind.TEXT, 1.5),
            Column("Chưa sẵn sàng", Kind.TEXT, 4),
        ),
        tuple(_group(figures, part, parent) for part in figures.readiness for parent in _parents(part)),
        none="Văn bản không nêu đích danh đơn vị nào.",
        ways=tuple(_group_ways(part, parent) for part in figures.readiness for parent in _parents(part)),
    )
    tasks = Table(
        "tasks",
        "Nhiệm vụ khác",
        (
            Column("Mục", Kind.TEXT, 0.7),
            Column("Nhiệm vụ", Kind.TEXT, 4),
            Column("Chủ trì", Kind.TEXT, 3),
            Column("Hạn", Kind.DAY, 1.9),
            Column("Nơi phải làm", weight=1.1),
            Column("Đã báo", weight=1),
            Column("Đã xác nhận", weight=1.1),
        ),
        tuple(
            (each.ask, each.title, each.owner, each.deadline, each.targets, each.reported, each.confirmed)
            for each in figures.tasks
        ),
        none="Văn bản không có nhiệm vụ nào khác.",
        ways=tuple((None,) * 4 + (way,) * 3 for each in figures.tasks for way in (Way(Opens.ASKED, key=each.ask),)),
    )
    return Section("VI", "Các mục khác của văn bản", words, (named, tasks))


def _parents(part: Readiness) -> list[str]:
    return list(dict.fromkeys(each.parent for each in part.named))


def _group(figures: Figures, part: Readiness, parent: str) -> tuple[Cell, ...]:
    """The named places of one district together: how many are ready, and which are not."""
    places = [each for each in part.named if each.parent == parent]
    waiting = [each.name for each in places if not each.ready]
    late = bool(waiting) and part.deadline is not None and part.deadline < figures.head.as_of
    state = "Quá hạn" if late else "Chưa xong" if waiting else "Đã xong"
    return part.ask, parent, part.deadline, len(places), len(places) - len(waiting), state, ", ".join(waiting)


def _group_ways(part: Readiness, parent: str) -> Ways:
    way = Way(Opens.ASKED, next(each.code for each in part.named if each.parent == parent), part.ask)
    return None, None, None, way, way, None, None
