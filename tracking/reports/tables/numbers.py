"""Sections III and IV: what went through the post, and how long it took."""

from collections.abc import Sequence
from itertools import islice

from tracking.reports.figures import Figures, Time

from .cells import Column, Kind, Section, Table, decimal
from .progress import earlier
from .ways import At, Opens, Way, Ways

_MEASURES_A_TABLE = 10
"""Columns of figures that stand beside the units' names on upright paper."""


def measured(figures: Figures) -> Section:
    """Dossiers, deliveries, incidents, money, ratings: all units together, then each."""
    return Section("III", "Kết quả tiếp nhận, chuyển phát", (), (_together(figures), *_each(figures)))


def _together(figures: Figures) -> Table:
    return Table(
        "measures",
        "Cả tỉnh",
        (
            Column("Chỉ tiêu", Kind.TEXT, 5),
            Column("Đơn vị tính", Kind.TEXT, 1.3),
            Column("Kỳ này", weight=1.2),
            Column("Kỳ trước", weight=1.2),
            Column("Từ khi có văn bản", weight=1.4),
        ),
        tuple(
            (each.name, each.unit, each.within, earlier(figures, each.before), each.since_start)
            for each in figures.measures
        ),
        none="Chưa có số liệu nào được ghi trong sổ.",
        ways=tuple((None, None, *_of_whole(each.key)) for each in figures.measures),
    )


def _of_whole(key: str) -> Ways:
    now, before, start = (Way(Opens.COUNTED, key=key, at=at) for at in (At.PERIOD, At.BEFORE, At.START))
    return now, before, start


def _each(figures: Figures) -> list[Table]:
    tables: list[Table] = []
    pieces = -(-len(figures.measures) // _MEASURES_A_TABLE)
    for number in range(1, pieces + 1):
        start = len(figures.measures) * (number - 1) // pieces
        shown = list(islice(figures.measures, start, len(figures.measures) * number // pieces))
        tables.append(
            Table(
                f"unit_measures_{number}",
                "Trong kỳ, theo đơn vị" + (f" ({number})" if number > 1 else ""),
                (Column("Đơn vị", Kind.TEXT, 2.7), *(Column(each.name, weight=1.15) for each in shown)),
                tuple((row.name, *row.values[start : start + len(shown)]) for row in figures.rows),
                total=("Cả tỉnh", *(each.within for each in shown)),
                ways=tuple(
                    (None, *(Way(Opens.COUNTED, unit, each.key) for each in shown))
                    for unit in (*(row.unit for row in figures.rows), "")
                ),
            )
        )
    return tables


TIMES = (
    Column("Hồ sơ xong", weight=1),
    Column("Đúng hạn", weight=1),
    Column("Quy định", Kind.DAYS, 1),
    Column("Công bố", Kind.DAYS, 1),
    Column("Cam kết", Kind.DAYS, 1),
    Column("Thực tế", Kind.DAYS, 1),
    Column("Đã cắt giảm", Kind.SHARE, 1.1),
)
"""Columns of every table of times."""


def took(figures: Figures) -> Section:
    """Time regulated, posted, committed, actual, and the cut."""
    times = figures.times
    least, most = (decimal(each).removesuffix(",00") for each in (times.asked_least, times.asked_most))
    asked = f"{least}–{most}\N{NO-BREAK SPACE}%"
    words = (
        (
            f"Văn bản yêu cầu giảm {asked} thời gian giải quyết thực tế so với quy định. Thời gian là trung bình của "
            "các hồ sơ xong trong kỳ, tính bằng ngày làm việc; phần cắt giảm so thời gian thực tế với thời gian quy "
            "định."
        ),
    )
    tables = (
        _timed(
            "unit_times", "Theo đơn vị", "Đơn vị", times.committees, [Way(Opens.TIMED, t.key) for t in times.committees]
        ),
        _timed(
            "procedure_times",
            "Theo thủ tục",
            "Thủ tục",
            times.procedures,
            [Way(Opens.TIMED, key=t.key) for t in times.procedures],
        ),
    )
    return Section("IV", "Thời gian giải quyết hồ sơ", words, ("cut", *tables))


def _timed(key: str, title: str, head: str, rows: Sequence[Time], ways: Sequence[Way]) -> Table:
    return Table(
        key,
        title,
        (Column(head, Kind.TEXT, 3.4), *TIMES),
        tuple(
            (row.name, row.finished, row.on_time, row.regulated, row.posted, row.committed, row.actual, row.cut)
            for row in rows
        ),
        none="Chưa có hồ sơ nào xong trong kỳ.",
        ways=tuple((None, *(way for _ in TIMES)) for way in ways),
    )
