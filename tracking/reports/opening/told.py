"""What units said and were asked: obstacles, statements by month, and the directive's other asks."""

from postal_services.errors import NotThere
from tracking.reports.figures import share
from tracking.reports.gathering import asks, measured, obstacles
from tracking.reports.gathering.obstacles import One
from tracking.reports.tables import Cell, Column, Kind, Opens, Table, Way, whole
from tracking.rollout.evidence import Target
from tracking.rollout.models.obstacles import ObstacleKind
from tracking.rollout.models.statements import WhyNot
from tracking.rollout.states import ObstacleState

from .source import Opened, Source


def standing(source: Source, way: Way) -> Opened:
    """The obstacles that were reported in the period or stood at its end: of a unit, of a kind, one of them, or all."""
    period = source.period
    every = obstacles.every(source.report.directive_id, period, source.report.horizon)
    chosen = [
        one
        for one in every
        if (one.stands or one.reported)
        and (not way.unit or one.unit == way.unit)
        and (not way.key or way.key in {one.kind, one.code})
    ]
    if way.key and way.key not in ObstacleKind.values and not chosen:
        raise NotThere
    table = Table(
        "opened",
        "Từng vướng mắc",
        (
            Column("Mã", Kind.TEXT, 3),
            Column("Đơn vị", Kind.TEXT, 2.6),
            Column("Loại vướng mắc", Kind.TEXT, 3),
            Column("Tình trạng cuối kỳ", Kind.TEXT, 1.8),
            Column("Ngày báo", Kind.DAY, 1.8),
            Column("Số ngày"),
            Column("Báo trong kỳ"),
            Column("Còn cuối kỳ"),
        ),
        tuple(_obstacle(source, one) for one in chosen),
        total=(
            "Cộng",
            "",
            "",
            "",
            None,
            max((one.age(period) for one in chosen if one.stands), default=0),
            sum(one.reported for one in chosen),
            sum(one.stands for one in chosen),
        ),
        note="Số ngày: từ ngày báo đến cuối kỳ; hàng cộng nêu vướng mắc còn lại lâu nhất. Lời trình bày của đơn vị "
        "không chép ra đây.",
        none="Không có vướng mắc nào.",
    )
    about = f"{next((one.name for one in chosen), '')}, " if way.unit and chosen else ""
    kind = f": {ObstacleKind(way.key).label}" if way.key in ObstacleKind.values else ""
    rule = "Vướng mắc đơn vị báo trong kỳ, và vướng mắc chưa kết thúc vào cuối kỳ."
    return Opened(f"Khó khăn, vướng mắc{kind}", f"{about}{source.days}", rule, table, source.figures.progress.ask)


def _obstacle(source: Source, one: One) -> tuple[Cell, ...]:
    return (
        one.code,
        one.name,
        str(ObstacleKind(one.kind).label),
        str(ObstacleState(one.state).label),
        one.reported_on,
        one.age(source.period),
        one.reported,
        int(one.stands),
    )


def stated(source: Source, _way: Way) -> Opened:
    """Every unit and month: whether it was stated, how many cases could go and went by post, and why others did not."""
    period, ask = source.period, source.figures.progress.ask
    counted = measured.counted(source.seen, period, source.report.known_to)
    every = asks.months(source.report.directive_id, ask, source.seen, counted, period, horizon=source.report.horizon)
    whys = [why for why in WhyNot if any(each.reasons.get(why.value) for each in every)]
    rows: list[tuple[Cell, ...]] = [
        (
            each.name,
            f"{each.month[5:]}/{each.month[:4]}",
            1,
            int(each.eligible is not None),
            each.eligible,
            each.handed_over if each.eligible is not None else None,
            share(each.handed_over, each.eligible) if each.eligible else None,
            *(each.reasons.get(why.value, 0) if each.eligible is not None else None for why in whys),
            int(each.eligible is None),
        )
        for each in every
    ]
    columns = (
        Column("Đơn vị", Kind.TEXT, 2.6),
        Column("Tháng", Kind.TEXT),
        Column("Tháng phải khai (đơn vị × tháng)"),
        Column("Đã khai"),
        Column("Hồ sơ đủ điều kiện đã khai"),
        Column("Hồ sơ đã bàn giao qua bưu điện"),
        Column("Tỷ lệ", Kind.SHARE),
        *(Column(str(why.label)) for why in whys),
        Column("Còn thiếu"),
    )
    table = Table(
        "opened",
        "Từng đơn vị, từng tháng",
        columns,
        tuple(rows),
        total=_sum(rows),
        note="Hồ sơ đã bàn giao đếm theo sổ; chỉ cộng các tháng đơn vị đã khai.",
        ways=tuple((None, *(Way(Opens.UNIT, each.unit),), *(None,) * (len(columns) - 2)) for each in every),
        none="Kỳ này chưa có tháng nào phải khai.",
    )
    rule = "Số hồ sơ đủ điều kiện do đơn vị khai từng tháng; lời khai sau cùng được tính."
    return Opened("Hồ sơ đủ điều kiện gửi qua bưu điện", source.days, rule, table, ask)


def _sum(rows: list[tuple[Cell, ...]]) -> tuple[Cell, ...]:
    if not rows:
        return ()
    sums = [sum(whole(row[place]) for row in rows) for place in range(2, len(rows[0]))]
    eligible, handed = sums[2], sums[3]
    return "Cộng", "", *sums[:4], share(handed, eligible) if eligible else None, *sums[5:]


def asked(source: Source, way: Way) -> Opened:
    """Whom an ask addresses and who has shown it; with a place, only those that are named beside it."""
    tasks = {each.ask: each.title for each in source.figures.tasks}
    known = tasks | {each.ask: each.title for each in source.figures.readiness}
    if way.key not in known:
        raise NotThere
    targets = list(source.progress(way.key).targets)
    if way.unit:
        of = next((each.place.parent_name for each in targets if each.place.code == way.unit), None)
        targets = [each for each in targets if each.named and each.place.parent_name == of]
    if not targets:
        raise NotThere
    task = way.key in tasks
    rows = tuple(_target(each, task=task) for each in targets)
    columns = (
        Column("Đơn vị", Kind.TEXT, 3.4),
        Column("Từ ngày", Kind.DAY, 1.5),
        Column("Nơi phải làm" if task else "Phải làm"),
        *((Column("Đã báo"), Column("Đã xác nhận")) if task else (Column("Đã sẵn sàng"),)),
    )
    sums = (sum(whole(row[place]) for row in rows) for place in range(2, len(columns)))
    table = Table(
        "opened",
        "Từng nơi",
        columns,
        rows,
        total=("Cộng", None, *sums),
        ways=tuple(_target_ways(each, len(columns)) for each in targets),
    )
    rule = "Mỗi nơi được tính khi có dòng sổ nêu văn bản chứng minh, còn giá trị vào cuối kỳ."
    return Opened(f"Mục {way.key}: {known[way.key]}", source.end, rule, table, way.key)


def _target(target: Target, *, task: bool) -> tuple[Cell, ...]:
    said = target.complete or any(each.reason == asks.WAITING for each in target.missing)
    done = int(target.complete)
    return target.place.name, target.complete_since, 1, *((int(said), done) if task else (done,))


def _target_ways(target: Target, columns: int) -> tuple[Way | None, ...]:
    kind = next((each.key for each in target.evidence), "")
    lines = Way(Opens.EVIDENCE, target.place.code, kind) if kind else None
    return None, None, None, *(lines for _ in range(columns - 3))
