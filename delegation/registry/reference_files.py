"""Reading the files under ``data/`` into rows; see ``data/README.md`` for where each comes from."""

import csv
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from delegation.registry.loading import Row
from delegation.registry.models import Calendar, CodeScheme, OfficeKind, UnitKind

DATA = Path(__file__).parent / "data"
KINDS_OF_COMMUNE = {"phuong": UnitKind.WARD, "thi-tran": UnitKind.TOWNSHIP, "xa": UnitKind.COMMUNE}
PROVINCE = "64"
DECISION_20_IN_FORCE = date(2020, 9, 15)
"""From this day agency codes follow QĐ 20/2020/QĐ-TTg."""

UnitOn = Callable[[str, date], UUID]


def _csv(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _toml(name: str) -> dict[str, Any]:
    with (DATA / name).open("rb") as file:
        return tomllib.load(file)


def _yes(text: str) -> bool:
    return text == "yes"


def listed_from() -> date:
    """The first day for which the lists of units are known to hold."""
    day: date = _toml("reforms.toml")["listed_from"]
    return day


def provinces(_unit_on: UnitOn) -> list[Row]:
    """The province before and after the reform of 2025."""
    reform = _toml("reforms.toml")["two_tier"]
    old = _unit(PROVINCE, "Tỉnh Gia Lai", "Gia Lai", UnitKind.PROVINCE)
    new = _unit(reform["province_code"], reform["province_name"], "Gia Lai", UnitKind.PROVINCE)
    return [
        {**old, "postal_code": "61", "valid_to": reform["on"], "to_known": True},
        {**new, "valid_from": reform["on"], "from_known": True, "legal_basis": reform["province_basis"]},
    ]


def districts(unit_on: UnitOn) -> list[Row]:
    """The 17 units of district level, which end in 2025."""
    parent = unit_on(PROVINCE, listed_from())
    end = _toml("reforms.toml")["two_tier"]["on"]
    return [
        {
            **_unit(row["code"], row["name"], row["short_name"], row["kind"]),
            "parent_id": parent,
            "postal_code": row["postal_code"],
            "valid_to": end,
            "to_known": True,
        }
        for row in _csv("districts.csv")
    ]


def communes(unit_on: UnitOn) -> list[Row]:
    """The 222 communes of 2019, those formed in between, and those of 2025."""
    reforms = _toml("reforms.toml")
    reform = reforms["two_tier"]
    ends = {merger["old"]: merger for merger in reforms["merger"]}
    ends |= {code: formed for formed in reforms["formed"] for code in formed["old"]}
    listed = _csv("gialai_units_2019.csv")
    return [
        *(_commune_of_2019(row, ends.get(row["gso_code"]), reform["on"], unit_on) for row in listed),
        *(_formed(row, reform["on"], unit_on) for row in reforms["formed"]),
        *_communes_of_2025(listed, reform, unit_on),
    ]


def _commune_of_2019(row: dict[str, str], end: dict[str, Any] | None, reform_on: date, unit_on: UnitOn) -> Row:
    return {
        **_unit(row["gso_code"], row["name_with_type"], row["name"], KINDS_OF_COMMUNE[row["type"]]),
        "parent_id": unit_on(row["district_code"], listed_from()),
        "postal_code": row["vnpost_or_postal_code"],
        "lat": Decimal(row["lat"]) if row["lat"] else None,
        "lon": Decimal(row["lon"]) if row["lon"] else None,
        "valid_to": end["on"] if end else reform_on,
        "to_known": end["known"] if end else True,
    }


def _formed(row: dict[str, Any], reform_on: date, unit_on: UnitOn) -> Row:
    return {
        **_unit(row["code"], row["name"], row["short_name"], row["kind"]),
        "parent_id": unit_on(row["district"], row["on"]),
        "valid_from": row["on"],
        "from_known": row["known"],
        "valid_to": reform_on,
        "to_known": True,
        "legal_basis": row["legal_basis"],
    }


def _communes_of_2025(listed: list[dict[str, str]], reform: dict[str, Any], unit_on: UnitOn) -> Iterator[Row]:
    names = {row["new_2025_code"]: row["new_2025_name"] for row in listed if row["new_2025_code"]}
    parent = unit_on(reform["province_code"], reform["on"])
    for code, name in sorted(names.items()):
        ward = name.startswith("Phường ")
        yield {
            **_unit(code, name, name.split(" ", 1)[1], UnitKind.WARD if ward else UnitKind.COMMUNE),
            "parent_id": parent,
            "valid_from": reform["on"],
            "from_known": True,
            "legal_basis": reform["legal_basis"],
        }


def _unit(code: str, name: str, short_name: str, kind: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "short_name": short_name,
        "kind": UnitKind(kind).value,
        "postal_code": "",
        "valid_from": listed_from(),
        "valid_to": None,
        "from_known": False,
        "to_known": False,
        "legal_basis": "",
    }


def successions(unit_on: UnitOn, unit_before: UnitOn) -> Iterator[Row]:
    """Which unit followed which, and by which resolution."""
    reforms = _toml("reforms.toml")
    reform = reforms["two_tier"]
    yield _succession(
        unit_on(PROVINCE, listed_from()),
        unit_on(reform["province_code"], reform["on"]),
        reform["on"],
        reform["province_basis"],
    )
    for row in reforms["merger"]:
        for new in row["new"]:
            yield _succession(
                unit_before(row["old"], row["on"]), unit_on(new, row["on"]), row["on"], row["legal_basis"]
            )
    for row in reforms["formed"]:
        for old in row["old"]:
            yield _succession(
                unit_before(old, row["on"]), unit_on(row["code"], row["on"]), row["on"], row["legal_basis"]
            )
    for listed in _csv("gialai_units_2019.csv"):
        if listed["new_2025_code"]:
            yield _succession(
                unit_before(listed["gso_code"], reform["on"]),
                unit_on(listed["new_2025_code"], reform["on"]),
                reform["on"],
                reform["legal_basis"],
            )


def _succession(old: UUID, new: UUID, on: date, legal_basis: str) -> Row:
    return {"old_id": old, "new_id": new, "on": on, "legal_basis": legal_basis}


def offices(unit_on: UnitOn) -> list[Row]:
    """One-stop desks, post offices and cultural post offices; addresses and telephones are not touched."""
    start = listed_from()
    province = unit_on(PROVINCE, start)
    rows = [
        _office("UB-64", "Ủy ban nhân dân tỉnh Gia Lai", OfficeKind.PROVINCE, province, None),
        _office("BC-64", "Bưu điện tỉnh Gia Lai", OfficeKind.PROVINCIAL_POST, province, None),
    ]
    for row in _csv("districts.csv"):
        unit, name = unit_on(row["code"], start), _small(row["name"])
        one_stop = f"Bộ phận Tiếp nhận và Trả kết quả UBND {name}"
        rows.append(_office(f"UB-{row['code']}", one_stop, OfficeKind.ONE_STOP, unit, "UB-64"))
        rows.append(_office(f"BC-{row['code']}", f"Bưu điện {name}", OfficeKind.DISTRICT_POST, unit, "BC-64"))
    for row in _csv("gialai_units_2019.csv"):
        unit, name = unit_on(row["gso_code"], start), _small(row["name_with_type"])
        full = f"Bưu điện – Văn hóa {name}" if row["type"] == "xa" else f"Bưu điện {name}"
        parent = f"BC-{row['district_code']}"
        rows.append(_office(f"VX-{row['gso_code']}", full, OfficeKind.COMMUNE_POST, unit, parent))
    return rows


def _office(code: str, name: str, kind: OfficeKind, unit: UUID, parent: str | None) -> Row:
    return {
        "code": code,
        "name": name,
        "kind": kind.value,
        "unit_id": unit,
        "parent_id": parent,
        "valid_from": listed_from(),
    }


def _small(name: str) -> str:
    """``Huyện Chư Sê`` as it stands inside a longer name: ``huyện Chư Sê``."""
    return name[0].lower() + name[1:]


def agency_codes() -> Iterator[Row]:
    """Codes of the province (sourced) and of the districts (fictitious: last two digits of the statistics code)."""
    numbers = {"UB-64": ""} | {f"UB-{row['code']}": row["code"][-2:] for row in _csv("districts.csv")}
    for office, number in numbers.items():
        old = f"000.00.{number or '00'}.H21"
        new = f"H21.{number}" if number else "H21"
        shared = {"office_id": office, "verified": not number}
        yield {
            **shared,
            "scheme": CodeScheme.QCVN_102.value,
            "code": old,
            "valid_from": listed_from(),
            "valid_to": DECISION_20_IN_FORCE,
        }
        yield {
            **shared,
            "scheme": CodeScheme.QD_20.value,
            "code": new,
            "valid_from": DECISION_20_IN_FORCE,
            "valid_to": None,
        }


def procedures() -> tuple[list[Row], list[Row]]:
    """Procedures, and the lines of their lists of papers."""
    content = _toml("procedures.toml")
    rows: list[Row] = []
    papers: list[Row] = []
    for entry in content["procedure"]:
        rows.append(
            {
                "code": entry["code"],
                "name": entry["name"],
                "field": entry["field"],
                "working_days": entry["working_days"],
                "state_fee": entry["state_fee"],
                "fee_known": entry.get("fee_known", False),
                "result_name": entry["result_name"],
                "withdraws_papers": entry.get("withdraws_papers", False),
                "postal_from": content["postal_from"] if entry.get("postal", True) else None,
                "legal_basis": entry["legal_basis"],
                "code_verified": entry.get("code_verified", False),
                "verified": False,
            }
        )
        papers.extend(
            {"procedure_id": entry["code"], "position": position, "name": name, "kind": kind, "count": count}
            for position, (name, kind, count) in enumerate(entry["papers"], 1)
        )
    return rows, papers


def tariff() -> tuple[list[Row], list[Row], list[Row]]:
    """Zones, the zones of other provinces, and the rates."""
    content = _toml("tariff.toml")
    zones: list[Row] = [
        {
            "code": zone["code"],
            "name": zone["name"],
            "name_en": zone["name_en"],
            "reach": zone["reach"],
            "position": position,
        }
        for position, zone in enumerate(content["zone"], 1)
    ]
    listed: list[Row] = [
        {"province_code": code, "province_name": name, "zone_id": zone["code"]}
        for zone in content["zone"]
        for code, name in zone.get("provinces", [])
    ]
    rates: list[Row] = [
        {
            "direction": rate["direction"],
            "zone_id": zone["code"],
            "over_g": rate["over_g"],
            "up_to_g": rate.get("up_to_g"),
            "step_g": rate.get("step_g"),
            "price": price,
            "valid_from": content["valid_from"],
            "legal_basis": content["legal_basis"],
            "confidence": content["confidence"],
        }
        for rate in content["rate"]
        for zone, price in zip(content["zone"], rate["prices"], strict=True)
    ]
    return zones, listed, rates


def exemptions() -> list[Row]:
    """Who pays nothing, and who pays half."""
    content = _toml("tariff.toml")
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "name_en": row["name_en"],
            "percent": int(row["percent"]),
            "position": position,
            "valid_from": content["valid_from"],
            "legal_basis": content["legal_basis"],
        }
        for position, row in enumerate(_csv("exemptions.csv"), 1)
    ]


def parameters() -> list[Row]:
    """Numbers the texts leave open."""
    return [
        {**row, "verified": _yes(row["verified"]), "valid_from": date.fromisoformat(row["valid_from"])}
        for row in _csv("parameters.csv")
    ]


def office_hours() -> list[Row]:
    """Opening hours by weekday."""
    return [
        {
            "calendar": row["calendar"],
            "weekday": int(weekday),
            "opens": time.fromisoformat(row["opens"]),
            "closes": time.fromisoformat(row["closes"]),
            "valid_from": date.fromisoformat(row["valid_from"]),
            "legal_basis": row["legal_basis"],
            "verified": _yes(row["verified"]),
        }
        for row in _csv("office_hours.csv")
        for weekday in row["weekdays"]
    ]


def calendar_days() -> list[Row]:
    """Days that differ from their weekday, for each calendar they concern."""
    return [
        {
            "calendar": calendar,
            "day": date.fromisoformat(row["day"]),
            "kind": row["kind"],
            "name": row["name"],
            "basis": row["basis"],
            "verified": _yes(row["verified"]),
        }
        for row in _csv("calendar.csv")
        for calendar in (Calendar.values if row["calendars"] == "both" else [row["calendars"]])
    ]


def closures() -> list[Row]:
    """Days on which an office was closed."""
    return [
        {
            "calendar": row["calendar"],
            "first_day": date.fromisoformat(row["first_day"]),
            "last_day": date.fromisoformat(row["last_day"]),
            "office_id": row["office"] or None,
            "reason": row["reason"],
            "legal_basis": row["legal_basis"],
            "verified": _yes(row["verified"]),
        }
        for row in _csv("closures.csv")
    ]
