"""Sections II and VII: what stands in the way, and what to know before the figures are trusted."""

from tracking.reports.figures import STATEMENTS_MISSING, Figures

from .cells import Column, Kind, Section, Table, said
from .ways import Opens, Way


def obstructed(figures: Figures) -> Section:
    """Obstacles reported, answered, standing, with their ages."""
    found = figures.obstacles
    words = (
        f"Trong kỳ các đơn vị báo {found.reported} khó khăn, vướng mắc; tỉnh trả lời {found.answered}, kết thúc "
        f"{found.closed}. Đến {said(figures.head.as_of, Kind.DAY)} còn {found.standing} vướng mắc chưa kết thúc, "
        f"trong đó {found.unanswered} chưa được trả lời, {found.overdue} quá hạn trả lời; lâu nhất "
        f"{found.oldest} ngày."
    )
    kinds = Table(
        "obstacle_kinds",
        "Theo loại vướng mắc",
        (
            Column("Loại vướng mắc", Kind.TEXT, 5),
            Column("Báo trong kỳ", weight=1.3),
            Column("Còn cuối kỳ", weight=1.3),
        ),
        tuple((each.name, each.reported, each.standing) for each in found.kinds),
        total=("Cộng", found.reported, found.standing),
        none="Không có đơn vị nào báo vướng mắc.",
        ways=(
            *((None, way, way) for each in found.kinds for way in (Way(Opens.OBSTACLES, key=each.kind),)),
            (None, Way(Opens.OBSTACLES), Way(Opens.OBSTACLES)),
        ),
    )
    top = Table(
        "obstacles",
        "Vướng mắc tồn lâu nhất",
        (
            Column("Mã", Kind.TEXT, 3.2),
            Column("Đơn vị", Kind.TEXT, 2.6),
            Column("Loại vướng mắc", Kind.TEXT, 2.5),
            Column("Cản trở", Kind.TEXT, 2.5),
            Column("Tình trạng", Kind.TEXT, 1.9),
            Column("Ngày báo", Kind.DAY, 2),
            Column("Số ngày", weight=0.9),
        ),
        tuple(
            (each.code, each.name, each.kind_name, each.blocks, each.state_name, each.reported_on, each.age)
            for each in found.top
        ),
        note="Nội dung chi tiết xem trong hệ thống; báo cáo không chép lại lời trình bày của đơn vị. Số ngày tính từ "
        "ngày báo đến cuối kỳ.",
        none="Không còn vướng mắc nào vào cuối kỳ.",
        ways=tuple((None,) * 6 + (Way(Opens.OBSTACLES, key=each.code),) for each in found.top),
    )
    return Section("II", "Khó khăn, vướng mắc", (words,), (kinds, top))


def trusted(figures: Figures) -> Section:
    """Quality of the figures, and how they are counted."""
    head = figures.head
    notes = Table(
        "notes",
        "Lưu ý về số liệu",
        (Column("Nội dung", Kind.TEXT, 8), Column("Số lượng", weight=1.2)),
        tuple((note.words, note.count) for note in figures.notes),
        none="Không có lưu ý.",
        ways=tuple((None, _noted(note.code)) for note in figures.notes),
    )
    words = [
        (
            f"Kỳ báo cáo: từ 00 giờ ngày {said(head.first, Kind.DAY)} đến hết ngày {said(head.as_of, Kind.DAY)}, giờ "
            "Việt Nam. Việc được tính vào ngày xảy ra, không phải ngày ghi."
        ),
        (
            "Mọi con số tính từ các dòng của sổ theo dõi; không có số nào do đơn vị tự khai, trừ số hồ sơ đủ điều kiện "
            "ở phần V. Ai cũng có thể đối chiếu báo cáo đã chốt với sổ theo mã ở cuối trang."
        ),
    ]
    if head.from_notice:
        words.append(f"Kỳ này không tròn quý: văn bản {head.number} ban hành ngày {said(head.issued_on, Kind.DAY)}.")
    if head.provisional:
        words.append("Quý chưa kết thúc: mọi số liệu là tạm tính.")
    return Section("VII", "Chất lượng số liệu và cách tính", tuple(words), (notes,))


def _noted(code: str) -> Way:
    """What is missing of the statements stands where they stand."""
    return Way(Opens.STATED) if code == STATEMENTS_MISSING else Way(Opens.NOTED, key=code)
