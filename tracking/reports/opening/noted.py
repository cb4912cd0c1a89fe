"""What stands behind the notes about the quality of the figures: acts of the ledger, by what was done and where."""

from collections.abc import Mapping, Sequence
from typing import Final

from delegation.mandates.models import Mandate
from delegation.registry.models import Office
from postal_services.errors import NotThere
from postal_services.ledger.models import Line
from postal_services.ledger.words import words_of
from tracking.measures import queries
from tracking.measures.keys import MEANINGS, Key
from tracking.reports.figures import SIMULATED
from tracking.reports.gathering import quality
from tracking.reports.gathering.quality import Acts
from tracking.reports.tables import Cell, Column, Kind, Opens, Table, Way, whole
from tracking.rollout.evidence import KINDS
from tracking.rollout.evidence.reading import target_stream
from tracking.rollout.models import Target

from .source import Opened, Source

_MANDATE: Final[Mapping[str, str]] = {
    "draft": "Lập dự thảo văn bản chuyển giao",
    "sign": "Ký văn bản chuyển giao",
    "put_in_force": "Cho văn bản hiệu lực",
    "suspend": "Tạm dừng văn bản",
    "resume": "Cho văn bản tiếp tục",
    "end": "Kết thúc văn bản",
    "withdraw": "Hủy dự thảo văn bản",
}


def noted(source: Source, way: Way) -> Opened:
    """What one note of the report was counted from."""
    note = next((each for each in source.figures.notes if each.code == way.key), None)
    if note is None:
        raise NotThere
    rows: list[tuple[Cell, ...]] = []
    ways: list[tuple[Way | None, ...]] = []
    if note.code == quality.UNVERIFIED:
        rows = [(KINDS[rule.kind].vi, rule.basis, 1) for rule in source.seen.rules if not rule.verified]
    else:
        rows, ways = _simulated(source) if note.code == SIMULATED else ([], [])
        rows += _acts(
            quality.acts(note.code, source.report.directive, source.period, source.report.horizon),
            source.report.directive_id,
        )
        if note.code == SIMULATED and source.seen.simulated and not rows:
            rows.append(("Minh chứng của đơn vị", "có dòng mô phỏng từ kỳ trước", 1))
    columns = (Column("Nơi, loại", Kind.TEXT, 3), Column("Nội dung", Kind.TEXT, 4), Column("Số lượng", weight=1.2))
    total = ("Cộng", "", sum(whole(row[2]) for row in rows))
    table = Table("opened", "Đếm từ đâu", columns, tuple(rows), total=total, ways=tuple(ways))
    return Opened("Lưu ý về số liệu", source.days, f"{note.words}.", table, source.figures.progress.ask)


def _simulated(source: Source) -> tuple[list[tuple[Cell, ...]], list[tuple[Way | None, ...]]]:
    """The played dossiers of each unit up to the period's end."""
    units = {each.place.committee: each.place for each in source.seen.targets if each.place.committee}
    key = Key.LODGED_SIMULATED
    daily = queries.daily(sorted(units), [key], source.period.as_of, now=source.report.known_to)
    found = [(place, daily.standing(committee, key, source.period.as_of)) for committee, place in units.items()]
    rows = [(place.name, MEANINGS[key].label, count) for place, count in found if count]
    return list(rows), [(None, None, Way(Opens.UNIT, place.code)) for place, count in found if count]


def _acts(found: Sequence[Acts], directive: str) -> list[tuple[Cell, ...]]:
    targets = Target.objects.filter(ask__directive=directive, code__in=[each.code.rpartition("/")[2] for each in found])
    places = {
        target_stream(directive, each.ask.number, each.code): f"{each.name}, mục {each.ask.number}"
        for each in targets.select_related("ask", "unit", "office").order_by("valid_from")
    }
    offices = dict(Office.objects.filter(code__in=[each.code for each in found]).values_list("code", "name"))
    mandates = Mandate.objects.filter(pk__in=[each.code for each in found if each.of == "mandate"])
    numbers = {str(pk): f"Văn bản {number}" for pk, number in mandates.values_list("pk", "number")}
    named = {**places, **offices, **numbers}
    lines = Line.objects.filter(pk__in=[(each.stream, each.first) for each in found]) if found else []
    words = {(line.stream_id, line.seq): told.title for line in lines if (told := words_of(line))}
    return [
        (
            named.get(each.code, each.code),
            words.get((each.stream, each.first)) or _MANDATE.get(each.action, each.action),
            each.count,
        )
        for each in found
    ]
