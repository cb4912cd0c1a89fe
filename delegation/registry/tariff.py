"""The postal tariff (TT 22/2017/TT-BTTTT) as one reading, and the price of one dossier's way; whole VND."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from delegation.registry import parameters
from delegation.registry.editions import Shelf
from delegation.registry.models import (
    Direction,
    Exemption,
    Parameter,
    ProvinceZone,
    TariffRate,
    TariffZone,
    Unit,
    UnitKind,
    UnitSuccession,
    ZoneReach,
)
from delegation.registry.models.units import DISTRICT_KINDS
from delegation.registry.parameters import Key
from delegation.registry.refusals import NoTariff
from postal_services.errors import FieldProblem, Invalid

SERVICES: Mapping[str, tuple[Direction, ...]] = {
    "send": (Direction.SEND,),
    "return": (Direction.RETURN,),
    "both": (Direction.SEND, Direction.RETURN),
}
"""The three services of QĐ 45/2016, article 5, and the legs each is charged for."""

MAX_STATE_FEE = 1_000_000_000
WHOLE = 100
DAYS_KEPT = 400
DIRECTION_WORDS = {
    Direction.SEND: ("Nhận gửi hồ sơ", "Carrying the papers to the agency"),
    Direction.RETURN: ("Chuyển trả kết quả", "Bringing the result home"),
}


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line that explains a figure; ``amount`` in VND, negative for a reduction."""

    code: str
    vi: str
    en: str
    amount: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What one dossier costs: three sums that are never mixed."""

    service: str
    zone: str
    weight_g: int
    postal: int
    transfer: int
    state_fee: int
    exemption: str | None
    exemption_vi: str
    exemption_en: str
    lines: tuple[QuoteLine, ...]
    legal_basis: str
    confidence: int
    """How sure the figures of the tariff are, in percent."""

    @property
    def total(self) -> int:
        """Everything the citizen pays, in VND."""
        return self.postal + self.transfer + self.state_fee


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """One weight step of a table: grams above ``over_g`` up to ``up_to_g``, or each further ``step_g`` begun."""

    over_g: int
    up_to_g: int | None
    step_g: int | None
    labelled: tuple[tuple[str, int | None], ...]
    """Zone and price, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class ChargeTable:
    """The charges of one direction, zones across and weights down; VND."""

    direction: str
    zones: tuple[str, ...]
    rows: tuple[ChargeRow, ...]
    legal_basis: str
    confidence: int


class Tariff:
    """Zones, rates and exemptions in force on one day; pure."""

    def __init__(self, day: date, book: "TariffBook") -> None:
        self.day = day
        self._book = book
        self._rates = {
            key: [rate for rate in rates if rate.valid_from <= day and (rate.valid_to is None or day < rate.valid_to)]
            for key, rates in book.rates.items()
        }
        self._exemptions = {row.code: row for row in book.exemptions if _holds(row, day)}
        if not any(self._rates.values()):
            raise NoTariff(day=f"{day:%d/%m/%Y}")

    def quote(
        self,
        service: str,
        origin: Unit,
        destination: Unit,
        *,
        weight_g: int,
        categories: Iterable[str] = (),
        state_fee: int = 0,
    ) -> Quote:
        """The charges of one dossier.

        Both ways are the sum of the two legs. The best exemption is applied to the whole postal charge, once, and the
        remainder is rounded down to a whole đồng, in the citizen's favour. The charge for transferring a state fee is
        owed when there is a fee to transfer, and is never reduced.
        """
        granted = self._check(service, weight_g, tuple(categories), state_fee)
        zone = self._book.zone(origin, destination)
        legs = [(direction, *self._leg(direction, zone, weight_g)) for direction in SERVICES[service]]
        full = sum(price for _, price, _ in legs)
        best = min(granted, key=lambda row: (-row.percent, row.position), default=None)
        postal = full * (100 - best.percent) // 100 if best else full
        transfer = self.transfer_charge if state_fee else 0
        lines = [_leg_line(direction, zone, weight_g, price) for direction, price, _ in legs]
        if best:
            lines.append(_exemption_line(best, postal - full))
        if state_fee:
            lines.append(QuoteLine("transfer", "Chuyển nộp phí, lệ phí", "Transfer of the state fee", transfer))
            lines.append(QuoteLine("state_fee", "Phí, lệ phí nhà nước", "State fee", state_fee))
        return Quote(
            service=service,
            zone=zone.code,
            weight_g=weight_g,
            postal=postal,
            transfer=transfer,
            state_fee=state_fee,
            exemption=best.code if best else None,
            exemption_vi=best.name if best else "",
            exemption_en=best.name_en if best else "",
            lines=tuple(lines),
            legal_basis=legs[0][2].legal_basis,
            confidence=min(rate.confidence for _, _, rate in legs),
        )

    @property
    def exemptions(self) -> list[Exemption]:
        """Who pays nothing or less, in the order of the circular."""
        return sorted(self._exemptions.values(), key=lambda row: row.position)

    @property
    def transfer_charge(self) -> int:
        """VND for transferring the state fee of one dossier."""
        return self._book.parameters.on(Key.TRANSFER_CHARGE, self.day).whole

    def tables(self) -> list[ChargeTable]:
        """The whole tariff, one table a direction."""
        return [self._table(direction) for direction in Direction]

    def _table(self, direction: Direction) -> ChargeTable:
        zones = self._book.zones()
        held = {
            (rate.over_g, zone.code): rate
            for zone in zones
            for rate in self._rates.get((direction.value, zone.code), [])
        }
        rows = []
        for over_g in sorted({over_g for over_g, _ in held}):
            across = [held.get((over_g, zone.code)) for zone in zones]
            shape = next(rate for rate in across if rate)
            labelled = tuple(
                (zone.name, rate.price if rate else None) for zone, rate in zip(zones, across, strict=True)
            )
            rows.append(ChargeRow(over_g, shape.up_to_g, shape.step_g, labelled))
        return ChargeTable(
            direction=DIRECTION_WORDS[direction][0],
            zones=tuple(zone.name for zone in zones),
            rows=tuple(rows),
            legal_basis=next((rate.legal_basis for rate in held.values()), ""),
            confidence=min((rate.confidence for rate in held.values()), default=0),
        )

    def _leg(self, direction: Direction, zone: TariffZone, weight_g: int) -> tuple[int, TariffRate]:
        """The price of one way in ``zone``: the row of the weight, plus the steps begun above the last row."""
        rates = self._rates.get((direction.value, zone.code), [])
        flat = [rate for rate in rates if rate.up_to_g is not None]
        for rate in flat:
            if rate.up_to_g is not None and rate.over_g < weight_g <= rate.up_to_g:
                return rate.price, rate
        stepped = next((rate for rate in rates if rate.step_g and rate.over_g < weight_g), None)
        base = next((rate for rate in flat if stepped and rate.up_to_g == stepped.over_g), None)
        if stepped is None or stepped.step_g is None or base is None:
            raise NoTariff(day=f"{self.day:%d/%m/%Y}")
        steps = -(-(weight_g - stepped.over_g) // stepped.step_g)
        return base.price + steps * stepped.price, base

    def _check(self, service: str, weight_g: int, categories: tuple[str, ...], state_fee: int) -> list[Exemption]:
        problems: dict[str, list[FieldProblem]] = {}
        if service not in SERVICES:
            problems["service"] = [
                FieldProblem("invalid_choice", "Chọn gửi, nhận hoặc cả hai.", "Choose send, return or both.")
            ]
        limit = self._book.parameters.on(Key.MAX_WEIGHT, self.day).whole
        if not 0 < weight_g <= limit:
            problems["weight_g"] = [
                FieldProblem(
                    "out_of_range",
                    f"Khối lượng phải từ 1 g đến {limit} g. Cân lại bưu gửi.",
                    f"The weight must be from 1 g to {limit} g. Weigh it again.",
                )
            ]
        if not 0 <= state_fee <= MAX_STATE_FEE:
            problems["state_fee"] = [
                FieldProblem("out_of_range", "Phí, lệ phí không hợp lệ.", "The state fee is out of range.")
            ]
        unknown = [code for code in categories if code not in self._exemptions]
        if unknown:
            problems["categories"] = [
                FieldProblem(
                    "unknown_category",
                    f"Không có đối tượng miễn, giảm “{code}”.",
                    f"There is no exemption category “{code}”.",
                )
                for code in unknown
            ]
        if problems:
            raise Invalid(problems)
        return [self._exemptions[code] for code in categories]


class TariffBook:
    """Everything about the tariff that a process keeps."""

    def __init__(self) -> None:
        self.parameters = parameters.Parameters(list(Parameter.objects.all()))
        self.exemptions = list(Exemption.objects.all())
        self.rates: defaultdict[tuple[str, str], list[TariffRate]] = defaultdict(list)
        for rate in TariffRate.objects.order_by("over_g"):
            self.rates[rate.direction, rate.zone_id].append(rate)
        self._zones = {zone.code: zone for zone in TariffZone.objects.all()}
        self._reach = {zone.reach: zone for zone in self._zones.values() if zone.reach != ZoneReach.LISTED}
        self._listed = dict(ProvinceZone.objects.values_list("province_code", "zone_id"))
        self._merged_districts: defaultdict[UUID, set[str]] = defaultdict(set)
        self._heir: dict[str, str] = {}
        self._read_successions()
        self._days: dict[date, Tariff] = {}

    def on(self, day: date) -> Tariff:
        """The tariff of ``day``; :class:`NoTariff` when none was in force."""
        if day not in self._days:
            if len(self._days) >= DAYS_KEPT:
                self._days.clear()
            self._days[day] = Tariff(day, self)
        return self._days[day]

    def zones(self) -> list[TariffZone]:
        """The columns in order."""
        return sorted(self._zones.values(), key=lambda zone: zone.position)

    def zone(self, origin: Unit, destination: Unit) -> TariffZone:
        """The column of the table for the way between two units.

        A commune formed in 2025 has no district; it counts as belonging to every former district it was formed from,
        so that the reform makes no way dearer (unverified).
        """
        here, there = origin.province, destination.province
        if here is None or there is None:
            problem = FieldProblem(
                "unknown_unit", "Chưa rõ đơn vị này thuộc tỉnh nào.", "It is not known which province this unit is in."
            )
            raise Invalid({"unit": [problem]})
        if self.districts(origin) & self.districts(destination):
            return self._reach[ZoneReach.DISTRICT]
        if self._latest(here.code) == self._latest(there.code):
            return self._reach[ZoneReach.PROVINCE]
        listed = self._listed.get(there.code)
        return self._zones[listed] if listed else self._reach[ZoneReach.ELSEWHERE]

    def districts(self, unit: Unit) -> frozenset[str]:
        """Codes of the districts, present or former, that ``unit`` lies in."""
        district = unit.district
        return frozenset({district.code}) if district else frozenset(self._merged_districts.get(unit.pk, ()))

    def _latest(self, province: str) -> str:
        return self._heir.get(province, province)

    def _read_successions(self) -> None:
        # Two plain reads: joined to themselves, these tables cost seconds until they have been analysed.
        units = {
            pk: (code, kind, parent)
            for pk, code, kind, parent in Unit.objects.values_list("pk", "code", "kind", "parent_id")
        }
        for old, new in UnitSuccession.objects.values_list("old_id", "new_id"):
            code, kind, parent = units[old]
            if kind == UnitKind.PROVINCE:
                self._heir[code] = units[new][0]
            elif parent is not None and units[parent][1] in DISTRICT_KINDS:
                self._merged_districts[new].add(units[parent][0])


def _holds(row: Exemption, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day < row.valid_to)


def _leg_line(direction: Direction, zone: TariffZone, weight_g: int, price: int) -> QuoteLine:
    vi, en = DIRECTION_WORDS[direction]
    return QuoteLine(
        direction.value, f"{vi}, {zone.name.lower()}, {weight_g} g", f"{en}, {zone.name_en}, {weight_g} g", price
    )


def _exemption_line(row: Exemption, amount: int) -> QuoteLine:
    if row.percent == WHOLE:
        return QuoteLine("exemption", f"Miễn cước: {row.name}", f"No charge: {row.name_en}", amount)
    return QuoteLine(
        "exemption", f"Giảm {row.percent} %: {row.name}", f"Reduced by {row.percent} %: {row.name_en}", amount
    )


_shelf: Shelf[TariffBook] = Shelf(TariffBook, "tariff", "parameters")


def on(day: date) -> Tariff:
    """The tariff of ``day``, to quote from as often as needed; one small query when nothing has changed."""
    return _shelf.current().on(day)
