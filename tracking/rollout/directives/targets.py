"""Whom an ask addresses, from the units and offices of the registry; and who follows where units end."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from delegation.registry.models import Office, OfficeKind, Unit, UnitKind, UnitSuccession
from delegation.registry.models.units import COMMUNE_KINDS, DISTRICT_KINDS
from tracking.rollout.directives.files import AskRow, Group, Sheet

Key = tuple[str, date]
Wrong = Callable[[str, str, str, str], None]


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the registry, with the codes of the units above it."""

    id: UUID
    code: str
    kind: str
    valid_from: date
    valid_to: date | None
    above: tuple[str, ...]

    @property
    def level(self) -> str:
        """District, commune or neither."""
        if self.kind in DISTRICT_KINDS:
            return "district"
        return "commune" if self.kind in COMMUNE_KINDS else ""

    def is_on(self, day: date) -> bool:
        """Whether the unit exists on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True)
class Registry:
    """Units, offices and successions as they stand; three statements."""

    units: Mapping[UUID, Place]
    offices: Mapping[str, tuple[str, UUID]]
    successions: Sequence[tuple[UUID, UUID, date]]

    @classmethod
    def read(cls) -> "Registry":
        """All of it: there are hundreds of units, not thousands."""
        rows = Unit.objects.values_list(
            "pk", "code", "kind", "valid_from", "valid_to", "parent__code", "parent__parent__code"
        )
        units = {row[0]: Place(*row[:5], tuple(code for code in row[5:] if code)) for row in rows}
        offices = {code: (kind, unit) for code, kind, unit in Office.objects.values_list("pk", "kind", "unit_id")}
        return cls(units, offices, list(UnitSuccession.objects.values_list("old_id", "new_id", "on").order_by("on")))

    def is_province(self, code: str, day: date) -> bool:
        """Whether a province bears ``code`` on ``day``."""
        return any(
            unit.code == code and unit.kind == UnitKind.PROVINCE and unit.is_on(day) for unit in self.units.values()
        )

    def desk(self, unit: UUID) -> str | None:
        """The one-stop desk of a unit's committee."""
        return min(
            (code for code, (kind, of) in self.offices.items() if of == unit and kind == OfficeKind.ONE_STOP),
            default=None,
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """One target as the file and the registry have it; ``follows`` where a unit took over others."""

    where: str
    code: str
    valid_from: date
    values: Mapping[str, Any]
    takes_over: tuple[Key, ...] = ()
    follows: bool = False

    @property
    def key(self) -> Key:
        """What tells it from the others of its ask."""
        return self.code, self.valid_from


def wanted_targets(row: AskRow, sheet: Sheet, registry: Registry, wrong: Wrong) -> list[Wanted]:
    """Every target of an ask; faults of its groups go to ``wrong``."""
    taken: set[str] = set()
    found: list[Wanted] = []
    for group in row.groups:
        for code in sorted(taken.intersection(group.codes)):
            wrong(f"{group.where}.codes", "twice", f"{code} đã có ở trên.", f"{code} stands above already.")
        chosen = list(_units(group, sheet, registry, wrong, taken) if group.level else _offices(group, registry, wrong))
        if group.expect is not None and len(chosen) != group.expect:
            vi = f"Có {len(chosen)} đối tượng, văn bản nói {group.expect}. Kiểm tra danh mục đơn vị."
            en = f"There are {len(chosen)} targets where {group.expect} are expected. Check the list of units."
            wrong(f"{group.where}.expect", "units_differ", vi, en)
        for code, unit, office in chosen:
            if code in taken:
                wrong(group.where, "twice", f"{code} đã có ở trên.", f"{code} stands above already.")
                continue
            taken.add(code)
            ends = registry.units[unit].valid_to if unit is not None and row.takes_over else None
            found.append(Wanted(group.where, code, sheet.issued_on, _values(unit, office, group, ends)))
    return _followed(found, registry) if row.takes_over else found


def _values(unit: UUID | None, office: str | None, group: Group, ends: date | None) -> dict[str, Any]:
    return {
        "unit_id": unit,
        "office_id": office,
        "deadline": group.deadline,
        "named": group.named,
        "valid_to": ends,
    }


_Chosen = tuple[str, UUID | None, str | None]


def _units(group: Group, sheet: Sheet, registry: Registry, wrong: Wrong, taken: set[str]) -> Iterator[_Chosen]:
    """The units of the group's level that existed on the directive's day and are not asked already."""
    of_province = [
        unit
        for unit in registry.units.values()
        if unit.is_on(sheet.issued_on) and unit.level == group.level and sheet.province in unit.above
    ]
    for key, codes, known in (
        ("codes", group.codes, {unit.code for unit in of_province}),
        ("within", group.within, {code for unit in of_province for code in unit.above}),
    ):
        for code in sorted(set(codes) - known):
            vi = f"Không có đơn vị {code} trong tỉnh vào ngày {sheet.issued_on:%d/%m/%Y}."
            en = f"There is no unit {code} in the province on {sheet.issued_on:%d/%m/%Y}."
            wrong(f"{group.where}.{key}", "unknown_unit", vi, en)
    if not of_province:
        vi = f"Tỉnh không có đơn vị nào cấp {group.level} vào ngày {sheet.issued_on:%d/%m/%Y}: nạp danh mục trước."
        en = f"The province has no units of {group.level} level on {sheet.issued_on:%d/%m/%Y}: load its lists first."
        wrong(f"{group.where}.level", "unknown_unit", vi, en)
    for unit in sorted(of_province, key=lambda unit: unit.code):
        is_meant = (not group.codes or unit.code in group.codes) and (
            not group.within or set(group.within) & set(unit.above)
        )
        if is_meant and unit.code not in taken:
            yield unit.code, unit.id, registry.desk(unit.id)


def _offices(group: Group, registry: Registry, wrong: Wrong) -> Iterator[_Chosen]:
    for code in group.offices:
        if code in registry.offices:
            yield code, None, code
        else:
            vi, en = f"Không có cơ quan {code}.", f"There is no office {code}."
            wrong(f"{group.where}.offices", "unknown_office", vi, en)


def _followed(found: list[Wanted], registry: Registry) -> list[Wanted]:
    """The targets with those of the units that took over theirs, and over those again.

    A unit that stood already when it took another over is asked by itself; one that began that day takes the place of
    all it was made from. What was named stays named, and the earliest of their deadlines goes on.
    """
    by_unit = {each.values["unit_id"]: each for each in found if each.values["unit_id"] is not None}
    origins: dict[UUID, list[Wanted]] = {}
    for old, new, on in registry.successions:
        if old in by_unit and registry.units[new].valid_from == on:
            origins.setdefault(new, []).append(by_unit[old])
            by_unit[new] = _follower(registry.units[new], origins[new], registry)
    return [*found, *(by_unit[unit] for unit in origins)]


def _follower(unit: Place, origins: Sequence[Wanted], registry: Registry) -> Wanted:
    deadlines = [each.values["deadline"] for each in origins if each.values["deadline"] is not None]
    values = {
        "unit_id": unit.id,
        "office_id": registry.desk(unit.id),
        "deadline": min(deadlines, default=None),
        "named": any(each.values["named"] for each in origins),
        "valid_to": unit.valid_to,
    }
    keys = tuple(each.key for each in origins)
    return Wanted(origins[0].where, unit.code, unit.valid_from, values, keys, follows=True)
