"""Units and offices of the lists held against the registry: what does not fit, told at its line.

The lists of Gia Lai come with the house and are brought back whenever it starts; a folder never speaks of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from delegation.establishment.lists.reading import Faults, Record
from delegation.registry import reference_files
from delegation.registry.models import Office, OfficeKind, Unit, UnitKind
from delegation.registry.models.units import COMMUNE_KINDS, DISTRICT_KINDS

_NOBODY = UUID(int=0)
LETTERS: Mapping[str, str] = {
    OfficeKind.PROVINCE: "UB",
    OfficeKind.ONE_STOP: "UB",
    OfficeKind.PROVINCIAL_POST: "BC",
    OfficeKind.DISTRICT_POST: "BC",
    OfficeKind.COMMUNE_POST: "VX",
}
"""Offices of these kinds are found by their codes: the letters, a hyphen and the unit's statistics code."""
_ABOVE: Mapping[str, tuple[str, ...]] = {
    OfficeKind.PROVINCE: (),
    OfficeKind.PROVINCIAL_POST: (),
    OfficeKind.ONE_STOP: (OfficeKind.PROVINCE,),
    OfficeKind.DEPARTMENT: (OfficeKind.PROVINCE, OfficeKind.ONE_STOP),
    OfficeKind.DISTRICT_POST: (OfficeKind.PROVINCIAL_POST,),
    OfficeKind.COMMUNE_POST: (OfficeKind.DISTRICT_POST, OfficeKind.PROVINCIAL_POST),
    OfficeKind.COUNTER: (OfficeKind.DISTRICT_POST, OfficeKind.PROVINCIAL_POST),
}
_DIGITS = {UnitKind.PROVINCE: 2} | dict.fromkeys(DISTRICT_KINDS, 3) | dict.fromkeys(COMMUNE_KINDS, 5)


def _level(kind: str) -> int:
    """2 for a province, 3 for district level, 5 for commune level."""
    return _DIGITS[UnitKind(kind)]


@dataclass(frozen=True, slots=True)
class Span:
    """A unit from a day to a day, of the registry or of the lists."""

    code: str
    kind: str
    start: date
    end: date | None
    parent: str
    record: Record | None = None

    def is_on(self, day: date) -> bool:
        """Whether the unit exists on ``day``."""
        return self.start <= day and (self.end is None or day < self.end)


@cache
def shipped_units() -> frozenset[tuple[str, date]]:
    """The units of Gia Lai that come with the house."""
    levels = (reference_files.provinces, reference_files.districts, reference_files.communes)
    return frozenset((row["code"], row["valid_from"]) for level in levels for row in level(lambda *_: _NOBODY))


@cache
def shipped_offices() -> frozenset[str]:
    """The offices of Gia Lai that come with the house."""
    return frozenset(row["code"] for row in reference_files.offices(lambda *_: _NOBODY))


class Places:
    """Units and offices as they will stand once the lists are loaded."""

    def __init__(self, units: Sequence[Record], offices: Sequence[Record], faults: Faults, today: date) -> None:
        self.faults = faults
        self.today = today
        self.held = {
            (unit.code, unit.valid_from): unit for unit in Unit.objects.select_related("parent").order_by("valid_from")
        }
        rows = {
            key: Span(unit.code, unit.kind, unit.valid_from, unit.valid_to, unit.parent.code if unit.parent else "")
            for key, unit in self.held.items()
        }
        for record in units:
            span = Span(
                record["code"], record["kind"], record["valid_from"], record["valid_to"], record["parent"], record
            )
            rows[span.code, span.start] = span
        self.spans: dict[str, list[Span]] = {}
        for _, row in sorted(rows.items()):
            self.spans.setdefault(row.code, []).append(row)
        self.offices = {
            code: (kind, since) for code, kind, since in Office.objects.values_list("code", "kind", "valid_from")
        } | {each["code"]: (each["kind"], each["valid_from"]) for each in offices}

    def on(self, code: str, day: date) -> Span | None:
        """The unit that bears ``code`` on ``day``."""
        return next((span for span in self.spans.get(code, ()) if span.is_on(day)), None)

    def before(self, code: str, day: date) -> Span | None:
        """The last unit that bore ``code`` before ``day``."""
        return next((span for span in reversed(self.spans.get(code, ())) if span.start < day), None)

    def check_unit(self, record: Record) -> None:
        """One line of ``units.csv``."""
        if (record["code"], record["valid_from"]) in shipped_units():
            self._shipped(record, "code")
            return
        level, end = _level(record["kind"]), record["valid_to"]
        if len(record["code"]) != level:
            vi = f"Đơn vị loại {record['kind']} có mã {level} chữ số; bảng tính có thể đã bỏ số 0 ở đầu."
            en = f"A {record['kind']} has a code of {level} digits; a spreadsheet may have cut leading zeros."
            self.faults.of(record, "code", "odd_code", vi, en)
        if end is not None and end <= record["valid_from"]:
            vi, en = "Ngày kết thúc phải sau ngày bắt đầu.", "It must end after it begins."
            self.faults.of(record, "valid_to", "before_start", vi, en)
        self._check_parent(record, level)
        self._check_history(record)
        for span in self.spans[record["code"]]:
            is_later = span.start > record["valid_from"] and span.record is None and (end is None or end > span.start)
            is_earlier = span.start < record["valid_from"] and (span.end is None or span.end > record["valid_from"])
            if is_later or is_earlier:
                vi = f"Đơn vị khác mang mã này từ {span.start:%d/%m/%Y}: ghi valid_to của đơn vị có trước."
                en = f"Another unit bears this code since {span.start}: give the valid_to of the earlier one."
                self.faults.of(record, "valid_from", "overlaps", vi, en)

    def _check_parent(self, record: Record, level: int) -> None:
        code = record["parent"]
        if level == _DIGITS[UnitKind.PROVINCE]:
            if code:
                vi, en = "Tỉnh không trực thuộc đơn vị nào: để trống.", "A province has no parent: leave it empty."
                self.faults.of(record, "parent", "wrong_parent", vi, en)
            return
        parent = self.on(code, record["valid_from"])
        if parent is None or _level(parent.kind) >= level:
            on = f"{record['valid_from']:%d/%m/%Y}"
            vi = f"Vào ngày {on} không có đơn vị cấp trên mang mã “{code}”. Thêm nó vào units.csv."
            en = f"On {record['valid_from']} there is no unit above with the code “{code}”. Add it to units.csv."
            self.faults.of(record, "parent", "unknown_unit", vi, en)
        elif (parent.code, parent.start) in shipped_units() and parent.end is not None:
            self._shipped(record, "parent")

    def _check_history(self, record: Record) -> None:
        """What was true of a unit stays; only that it ends is new."""
        held = self.held.get((record["code"], record["valid_from"]))
        if held is None:
            return
        if held.kind != record["kind"]:
            self._past(record, "kind")
        if (held.parent.code if held.parent else "") != record["parent"]:
            self._past(record, "parent")
        old, new = held.valid_to, record["valid_to"]
        if old is not None and old != new and not (old > self.today and new is not None and new > self.today):
            self._past(record, "valid_to")

    def check_succession(self, record: Record) -> None:
        """One line of ``successions.csv``."""
        day = record["on"]
        old, new = self.before(record["old"], day), self.on(record["new"], day)
        if old is None or (old.end is not None and old.end < day):
            vi = f"Ngay trước ngày {day:%d/%m/%Y} không có đơn vị mang mã này."
            self.faults.of(record, "old", "unknown_unit", vi, f"There is no unit with this code just before {day}.")
        elif (old.code, old.start) in shipped_units():
            self._shipped(record, "old")
        if new is None:
            vi = f"Vào ngày {day:%d/%m/%Y} không có đơn vị mang mã này."
            self.faults.of(record, "new", "unknown_unit", vi, f"There is no unit with this code on {day}.")
        elif old is not None and (old.code, old.start) == (new.code, new.start):
            vi, en = "Một đơn vị không kế thừa chính nó.", "A unit does not follow itself."
            self.faults.of(record, "new", "itself", vi, en)

    def check_office(self, record: Record) -> None:
        """One line of ``offices.csv``."""
        code, kind = record["code"], record["kind"]
        if code in shipped_offices():
            self._shipped(record, "code")
            return
        unit = self.on(record["unit"], record["valid_from"])
        if unit is None:
            vi = f"Vào ngày {record['valid_from']:%d/%m/%Y} không có đơn vị mang mã này."
            en = f"There is no unit with this code on {record['valid_from']}."
            self.faults.of(record, "unit", "unknown_unit", vi, en)
        letters = LETTERS.get(kind)
        if letters and code != f"{letters}-{record['unit']}":
            vi = f"Cơ quan loại {kind} của đơn vị này phải mang mã {letters}-{record['unit']}."
            en = f"The {kind} of this unit must have the code {letters}-{record['unit']}."
            self.faults.of(record, "code", "odd_code", vi, en)
        self._check_above(record)
        held = Office.objects.select_related("unit").filter(pk=code).first()
        if held is not None:
            stands = {
                "kind": held.kind,
                "unit": held.unit.code,
                "parent": held.parent_id or "",
                "valid_from": held.valid_from,
            }
            for column, value in stands.items():
                if record[column] != value:
                    self._past(record, column)

    def _check_above(self, record: Record) -> None:
        allowed, parent = _ABOVE[record["kind"]], record["parent"]
        if not allowed and not parent:
            return
        kind = self.offices[parent][0] if parent in self.offices else ""
        if kind not in allowed:
            told = ", ".join(allowed) or "—"
            vi = f"“{parent}” không phải cơ quan cấp trên hợp lệ; cần loại: {told}."
            self.faults.of(record, "parent", "wrong_parent", vi, f"“{parent}” is no office above; needed: {told}.")

    def _shipped(self, record: Record, column: str) -> None:
        vi = "Thuộc danh sách Gia Lai đi kèm phần mềm, không nạp từ thư mục. Bỏ dòng này."
        en = "This belongs to the lists of Gia Lai that come with the house. Remove this line."
        self.faults.of(record, column, "shipped", vi, en)

    def _past(self, record: Record, column: str) -> None:
        vi = "Đã nạp trước đây và không đổi được, vì lịch sử dựa vào đó. Giữ như cũ."
        en = "This was loaded before and cannot change, because history rests on it. Keep it as it was."
        self.faults.of(record, column, "past_changed", vi, en)
