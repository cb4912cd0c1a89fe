"""Section I: how far the targets are, by evidence and by unit."""

from tracking.reports.figures import Figures

from .cells import DASH, Cell, Column, Kind, Section, Table, said
from .ways import At, Opens, Way, Ways

_CHANGE = Column("Tăng, giảm", Kind.CHANGE, 1.1)


def progressed(figures: Figures) -> Section:
    """Progress at the end of the period and of the one before."""
    return Section(
        "I",
        f"Tiến độ thực hiện mục {figures.progress.ask}",
        _words(figures),
        (_summary(figures), "burn_up", _by_kind(figures), "units", _by_unit(figures), _changes(figures)),
    )


def _words(figures: Figures) -> tuple[str, ...]:
    head, progress = figures.head, figures.progress
    end = said(head.as_of, Kind.DAY)
    words = [
        (
            f"Đến hết ngày {end}, {progress.complete}/{progress.units} đơn vị đã đủ minh chứng hoàn thành việc chuyển "
            f"giao ({said(progress.share, Kind.SHARE)}); cả tỉnh có {progress.pieces}/{progress.pieces_all} minh chứng."
        )
    ]
    gained, lost = (sum(each.gained == way for each in progress.changes) for way in (True, False))
    if head.compared:
        words.append(
            f"So với ngày {said(head.compared, Kind.DAY)}: thêm {gained} minh chứng, mất {lost} minh chứng; "
            f"số đơn vị hoàn thành {_moved(progress.complete_before, progress.complete)}."
        )
    else:
        words.append("Đây là kỳ báo cáo đầu tiên, tính từ ngày ban hành văn bản; không có kỳ trước để so sánh.")
    if head.deadline:
        words.append(f"Hạn hoàn thành: {said(head.deadline, Kind.DAY)}. {progress.forecast.words}")
    return tuple(words)


def _moved(before: int, now: int) -> str:
    return f"vẫn là {now}" if before == now else f"từ {before} thành {now}"


def _summary(figures: Figures) -> Table:
    progress = figures.progress
    rows = (
        ("Đơn vị đã hoàn thành", progress.complete, earlier(figures, progress.complete_before)),
        ("Tỷ lệ đơn vị hoàn thành", progress.share, earlier(figures, progress.share_before)),
        ("Minh chứng đã có", progress.pieces, earlier(figures, progress.pieces_before)),
    )
    return Table(
        "summary",
        "Tổng hợp tiến độ",
        (
            Column("Chỉ tiêu", Kind.TEXT, 4),
            Column("Cuối kỳ này", weight=1.2),
            Column("Cuối kỳ trước", weight=1.2),
            Column("Tổng số", weight=1.2),
        ),
        (
            (*rows[0], progress.units),
            (*rows[1], None),
            (*rows[2], progress.pieces_all),
        ),
        note="Một đơn vị hoàn thành khi có đủ các minh chứng còn giá trị vào cuối ngày tính; mỗi minh chứng là một "
        "dòng trong sổ, tính theo ngày việc xảy ra. Đơn vị ngừng thực hiện thì trở lại chưa hoàn thành.",
        row_kinds=(Kind.COUNT, Kind.SHARE, Kind.COUNT),
        ways=tuple(_now_and_before(opens) for opens in (Opens.COMPLETE, Opens.COMPLETE, Opens.UNITS)),
    )


def earlier(figures: Figures, number: int) -> int | None:
    """A figure of the period before, or a change since; nothing is known of it in the first period."""
    return number if figures.head.compared else None


def _now_and_before(opens: Opens) -> Ways:
    """Of a figure, of the one before, and of how many there are."""
    return None, Way(opens), Way(opens, at=At.BEFORE), Way(Opens.UNITS)


def _by_kind(figures: Figures) -> Table:
    progress = figures.progress
    return Table(
        "kinds",
        "Theo loại minh chứng",
        (
            Column("TT", Kind.COUNT, 0.5),
            Column("Minh chứng", Kind.TEXT, 3),
            Column("Yêu cầu", Kind.TEXT, 4.2),
            Column("Cuối kỳ này", weight=1),
            Column("Cuối kỳ trước", weight=1),
            _CHANGE,
        ),
        tuple(
            (
                place,
                kind.name,
                _needs(kind.needs, verified=kind.verified),
                kind.met,
                earlier(figures, kind.met_before),
                earlier(figures, kind.met - kind.met_before),
            )
            for place, kind in enumerate(progress.kinds, 1)
        ),
        note=f"Số đơn vị (trong {progress.units}) có minh chứng còn giá trị.",
        ways=tuple((None, None, None, *_kind_ways(kind.key)) for kind in progress.kinds),
    )


def _kind_ways(key: str) -> Ways:
    return Way(Opens.SHOWING, key=key), Way(Opens.SHOWING, key=key, at=At.BEFORE), Way(Opens.CHANGES)


def _needs(needs: str, *, verified: bool) -> str:
    return needs if verified else f"{needs.removesuffix('.')} (mức chưa kiểm chứng)."


def _by_unit(figures: Figures) -> Table:
    kinds = figures.progress.kinds
    columns = (
        Column("TT", Kind.COUNT, 0.55),
        Column("Đơn vị", Kind.TEXT, 3.2),
        *(Column(f"({place})", Kind.MARK, 0.6) for place in range(1, len(kinds) + 1)),
        Column("Kỳ này", weight=0.9),
        Column("Kỳ trước", weight=0.9),
        _CHANGE,
        Column("Hoàn thành", Kind.MARK, 1.1),
        Column("Vướng mắc chưa đóng", weight=1.15),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            place,
            row.name,
            *row.met,
            row.pieces,
            earlier(figures, row.pieces_before),
            earlier(figures, row.pieces - row.pieces_before),
            row.complete,
            row.obstacles_open,
        )
        for place, row in enumerate(figures.rows, 1)
    )
    progress = figures.progress
    total: tuple[Cell, ...] = (
        "",
        "Cả tỉnh",
        *(kind.met for kind in kinds),
        progress.pieces,
        earlier(figures, progress.pieces_before),
        earlier(figures, progress.pieces - progress.pieces_before),
        progress.complete,
        figures.obstacles.standing,
    )
    legend = "; ".join(f"({place}) {kind.name}" for place, kind in enumerate(kinds, 1))
    return Table(
        "units",
        "Theo đơn vị",
        columns,
        rows,
        note=f"Cột: {legend}. Dấu “x”: có minh chứng vào cuối kỳ.",
        total=total,
        ways=(*(_unit_ways(figures, row.unit) for row in figures.rows), _whole_ways(figures)),
    )


def _unit_ways(figures: Figures, unit: str) -> Ways:
    sheet, before = Way(Opens.UNIT, unit), Way(Opens.UNIT, unit, at=At.BEFORE)
    kinds = (Way(Opens.EVIDENCE, unit, kind.key) for kind in figures.progress.kinds)
    return None, None, *kinds, sheet, before, Way(Opens.CHANGES), sheet, Way(Opens.OBSTACLES, unit)


def _whole_ways(figures: Figures) -> Ways:
    every, before = Way(Opens.UNITS), Way(Opens.UNITS, at=At.BEFORE)
    kinds = (Way(Opens.SHOWING, key=kind.key) for kind in figures.progress.kinds)
    complete, obstacles = Way(Opens.COMPLETE), Way(Opens.OBSTACLES)
    return None, None, *kinds, every, before, Way(Opens.CHANGES), complete, obstacles


def _changes(figures: Figures) -> Table:
    """One row a unit, so that a quarter in which much was done stays readable."""
    names = dict.fromkeys((change.unit, change.name) for change in figures.progress.changes)
    told = [(name, *(_named(figures, unit, gained=way) for way in (True, False))) for unit, name in names]
    return Table(
        "changes",
        "Minh chứng thêm và mất",
        (
            Column("TT", Kind.COUNT, 0.5),
            Column("Đơn vị", Kind.TEXT, 2.6),
            Column("Có thêm trong kỳ", Kind.TEXT, 4.5),
            Column("Không còn", Kind.TEXT, 2.5),
        ),
        tuple((place, *cells) for place, cells in enumerate(told, 1)),
        none=f"Không có thay đổi so với {said(figures.head.compared, Kind.DAY)}."
        if figures.head.compared
        else f"Chưa có minh chứng nào ({DASH}).",
    )


def _named(figures: Figures, unit: str, *, gained: bool) -> str:
    changes = figures.progress.changes
    return ", ".join(each.kind_name for each in changes if each.unit == unit and each.gained == gained)
