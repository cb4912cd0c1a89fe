"""The tables of a sheet and of the ranking; the page, the paper, the CSV and the workbook show these."""

from collections.abc import Sequence

from tracking.measures.keys import MEANINGS, Key
from tracking.reports.tables import At, Cell, Column, Kind, Opens, Table, Way, Ways, said

from .figures import CUT_WORDS, Ranking, Rule, Sheet, Timed

FEW = "ít hơn {least} đánh giá, không nêu tỷ lệ"
UNRANKED = "chưa xếp hạng"
HOW_TIMED = (
    "Cả bốn mốc đếm như nhau: không kể ngày tiếp nhận, trừ lúc tạm dừng. Thực tế: giờ làm việc đã dùng sau ngày tiếp "
    "nhận, quy ra ngày tám giờ; xong ngay trong ngày tiếp nhận là 0."
)
COUNTED: tuple[tuple[Key, Kind], ...] = (
    (Key.LODGED, Kind.COUNT),
    (Key.FINISHED, Kind.COUNT),
    (Key.FINISHED_ON_TIME, Kind.COUNT),
    (Key.LATE_OPEN, Kind.COUNT),
    (Key.LIMBO_OPEN, Kind.COUNT),
    (Key.DELIVERED, Kind.COUNT),
    (Key.DELIVERED_IN_TIME, Kind.COUNT),
    (Key.RETURNED, Kind.COUNT),
    (Key.INCIDENTS_OPENED, Kind.COUNT),
    (Key.INCIDENTS_OPEN, Kind.COUNT),
    (Key.CASH_DIFFERENCE_VND, Kind.COUNT),
)
"""What a sheet counts, in its order."""
TIME_COLUMNS = (
    Column("Thủ tục", Kind.TEXT, 4.4),
    Column("Hồ sơ xong", Kind.COUNT, 1.0),
    Column("Quy định", Kind.DAYS, 1.1),
    Column("Niêm yết", Kind.DAYS, 1.3),
    Column("Đã hẹn", Kind.DAYS, 1.1),
    Column("Thực tế", Kind.DAYS, 1.1),
    Column("Rút ngắn", Kind.SHARE, 1.45),
    Column("So với 30–70 %", Kind.TEXT, 2.5),
)
_RANKING_COLUMNS = (
    Column("Hạng", Kind.TEXT, 1.0),
    Column("Đơn vị", Kind.TEXT, 3.0),
    Column("Điểm", Kind.POINTS, 1.0),
    Column("So quý trước", Kind.TEXT, 1.3),
    Column("Hồ sơ xong", Kind.COUNT, 1.1),
    Column("Đúng hẹn", Kind.SHARE, 1.3),
    Column("Rút ngắn", Kind.SHARE, 1.3),
    Column("Hài lòng", Kind.SHARE, 1.3),
    Column("Đánh giá", Kind.COUNT, 1.1),
    Column("Minh chứng", Kind.TEXT, 1.2),
    Column("Quá hạn", Kind.COUNT, 1.0),
    Column("Chờ ký nhận", Kind.COUNT, 1.0),
    Column("Vướng mắc", Kind.COUNT, 1.1),
    Column("Ghi chú", Kind.TEXT, 2.0),
)


def counts(sheet: Sheet) -> Table:
    """What was counted, beside the quarter before."""
    rows: list[tuple[Cell, ...]] = [
        (label(key), sheet.counts[key], sheet.before[key], sheet.counts[key] - sheet.before[key]) for key, _ in COUNTED
    ]
    columns = (
        Column("Số liệu", Kind.TEXT, 3.4),
        Column("Kỳ này", Kind.COUNT, 1.1),
        Column("Kỳ trước", Kind.COUNT, 1.1),
        Column("Thay đổi", Kind.CHANGE, 1.1),
    )
    ways = tuple(
        (None, way, Way(Opens.CASES, sheet.unit, key, At.BEFORE), way)
        for key, _ in COUNTED
        for way in (Way(Opens.CASES, sheet.unit, key),)
    )
    return Table("counts", "Hồ sơ, bưu gửi, sự cố và tiền", columns, tuple(rows), ways=ways)


def label(key: Key) -> str:
    """What a figure is called on the sheet; a gauge says that it is of the end of the span."""
    return f"{MEANINGS[key].label}, cuối kỳ" if MEANINGS[key].gauge else MEANINGS[key].label


def times(sheet: Sheet, rows: Sequence[Timed]) -> Table:
    """The four times kept apart, by procedure, and the cut beside what the notice asks for."""
    whole = ("Tất cả thủ tục", *time_cells(sheet.times)[1:]) if sheet.times.finished else ()
    return Table(
        "times",
        "Thời gian giải quyết (ngày làm việc, trung bình)",
        TIME_COLUMNS,
        tuple(time_cells(row) for row in rows),
        total=whole,
        note=(
            "Quy định: theo thủ tục. Niêm yết: cơ quan đã công khai, đến cuối kỳ. Đã hẹn: trên phiếu hẹn. Rút ngắn = 1 "
            "− thực tế / quy định; thông báo yêu cầu 30–70 % (mục 1c). " + HOW_TIMED
        ),
        none="Chưa có hồ sơ nào có kết quả trong kỳ.",
        ways=(
            *(_time_ways(sheet.unit, row, row.key) for row in rows),
            *((_time_ways(sheet.unit, sheet.times, ""),) if whole else ()),
        ),
    )


def _time_ways(unit: str, row: Timed, procedure: str) -> Ways:
    """A row of times is opened into the cases that it is the mean of."""
    way = Way(Opens.CASES, unit, Key.FINISHED, procedure=procedure)
    return None, way, way, way if row.posted is not None else None, way, way, way, None


def time_cells(row: Timed) -> tuple[Cell, ...]:
    """One procedure."""
    posted = "chưa niêm yết" if row.posted is None else row.posted
    words = CUT_WORDS[row.against][0] if row.against else None
    return (row.name, row.finished, row.regulated, posted, row.committed, row.actual, row.cut, words)


def others(sheet: Sheet, rule: Rule) -> Table:
    """What citizens said, evidence, readiness and obstacles."""
    rated = sheet.counts[Key.RATED]
    few = FEW.format(least=rule.least_ratings)
    unknown = "chưa có trong văn bản chỉ đạo"
    rows: list[tuple[Cell, ...]] = [
        ("Lượt đánh giá của người dân (mục 1a)", str(rated)),
        ("Điểm trung bình, trên 5", said(sheet.mean_score, Kind.DAYS) if sheet.mean_score is not None else few),
        ("Hài lòng, từ 4 điểm", said(sheet.satisfied, Kind.SHARE) if sheet.satisfied is not None else few),
        ("Minh chứng chuyển giao (mục 2), cuối kỳ", evidence(sheet) or unknown),
        ("Xã có một cửa điện tử (mục 3), cuối kỳ", readiness(sheet) or unknown),
        ("Khó khăn, vướng mắc chưa được trả lời", f"{sheet.obstacles}, quá hạn trả lời {sheet.obstacles_overdue}"),
    ]
    columns = (Column("Nội dung", Kind.TEXT, 3.2), Column("Kết quả", Kind.TEXT, 2.4))
    said_by = Way(Opens.CASES, sheet.unit, Key.RATED)
    ways = (
        said_by,
        said_by if sheet.mean_score is not None else None,
        said_by if sheet.satisfied is not None else None,
        Way(Opens.UNIT, sheet.unit) if evidence(sheet) else None,
        Way(Opens.READY, sheet.unit) if readiness(sheet) else None,
        Way(Opens.WAITING, sheet.unit),
    )
    return Table(
        "others", "Hài lòng, chuyển giao, sẵn sàng", columns, tuple(rows), ways=tuple((None, way) for way in ways)
    )


def evidence(sheet: Sheet) -> str:
    """``7/8``; empty where nothing is asked."""
    return f"{sheet.evidence}/{sheet.evidence_all}" if sheet.evidence is not None else ""


def readiness(sheet: Sheet) -> str:
    """``12/15``; empty where nothing is asked."""
    return f"{sheet.ready}/{sheet.communes}" if sheet.ready is not None else ""


def points(sheet: Sheet) -> str:
    """``87,4``; empty for a unit that is not ranked."""
    return f"{sheet.rank.points // 10},{sheet.rank.points % 10}" if sheet.rank else ""


def trend(sheet: Sheet) -> str:
    """Places won or lost since the quarter before, in words."""
    match sheet.trend:
        case None:
            return "mới" if sheet.rank else "–"
        case 0:
            return "giữ nguyên"
        case won if won > 0:
            return f"lên {won}"
        case lost:
            return f"xuống {-lost}"


def why_unranked(sheet: Sheet, rule: Rule) -> str:
    """Why a unit has no place; empty for one that has."""
    if sheet.rank is not None:
        return ""
    if not rule.whole:
        return "chưa có trọng số xếp hạng"
    return f"dưới {max(rule.least_finished, 1)} hồ sơ xong"


def ranking(found: Ranking) -> Table:
    """All units in the order of their places."""
    rows = tuple(_ranked(sheet, found.rule) for sheet in found.sheets)
    ways = tuple(_ranked_ways(sheet.unit) for sheet in found.sheets)
    return Table("ranking", f"Xếp hạng {found.span.quarter.words}", _RANKING_COLUMNS, rows, ways=ways)


def _ranked_ways(unit: str) -> Ways:
    def counted(key: Key) -> Way:
        return Way(Opens.CASES, unit, key)

    whole, finished = Way(Opens.SHEET, unit), counted(Key.FINISHED)
    return (
        whole,
        whole,
        whole,
        whole,
        finished,
        counted(Key.FINISHED_ON_TIME),
        finished,
        counted(Key.RATED),
        counted(Key.RATED),
        Way(Opens.UNIT, unit),
        counted(Key.LATE_OPEN),
        counted(Key.LIMBO_OPEN),
        Way(Opens.WAITING, unit),
        None,
    )


def _ranked(sheet: Sheet, rule: Rule) -> tuple[Cell, ...]:
    few = "" if sheet.satisfied is not None else FEW.format(least=rule.least_ratings)
    return (
        sheet.rank.words if sheet.rank else UNRANKED,
        sheet.name,
        sheet.rank.points if sheet.rank else None,
        trend(sheet),
        sheet.counts[Key.FINISHED],
        sheet.on_time,
        sheet.times.cut,
        sheet.satisfied,
        sheet.counts[Key.RATED],
        evidence(sheet) or None,
        sheet.counts[Key.LATE_OPEN],
        sheet.counts[Key.LIMBO_OPEN],
        sheet.obstacles,
        "; ".join(filter(None, (why_unranked(sheet, rule), few, "có hồ sơ mô phỏng" if sheet.simulated else ""))),
    )


def rule(found: Ranking) -> Table:
    """By what units are ranked."""
    columns = (
        Column("Tiêu chí", Kind.TEXT, 2.0),
        Column("Trọng số", Kind.COUNT, 0.8),
        Column("Cách tính", Kind.TEXT, 5.0),
    )
    rows = tuple((each.name, each.weight, each.rule) for each in found.rule.weights)
    return Table(
        "rule", "Cách xếp hạng", columns, rows, total=("Cộng", found.rule.whole, ""), note=rule_words(found.rule)
    )


def rule_words(rule: Rule) -> str:
    """The rest of the rule in words, and that nobody has verified it."""
    text = (
        "Điểm là trung bình có trọng số của các tiêu chí có số liệu, tối đa 100. Bằng điểm thì đồng hạng, hạng sau bỏ "
        f"trống. Đơn vị dưới {max(rule.least_finished, 1)} hồ sơ xong không xếp hạng; dưới "
        f"{max(rule.least_ratings, 1)} đánh giá không nêu tỷ lệ hài lòng."
    )
    return text if rule.verified else f"{text} Trọng số và các mức tối thiểu chưa kiểm chứng."
