"""A first draft of the special days of a year, for a person to check against the yearly notices."""

from collections.abc import Iterator

import holidays

from delegation.registry.models import DayKind

LAW_2012 = "Bộ luật Lao động 2012, Điều 115"
LAW_2019 = "Bộ luật Lao động 2019, Điều 112"
FIRST_YEAR_OF_LAW_2019 = 2021


def special_days(year: int) -> Iterator[dict[str, str]]:
    """Rows of ``calendar.csv`` for ``year``: holidays and days in lieu for both calendars, swaps for processing only.

    Swaps concern officials; the post arranges its own days. Nothing here is verified.
    """
    days = holidays.country_holidays("VN", years=year, language="vi")
    law = LAW_2019 if year >= FIRST_YEAR_OF_LAW_2019 else LAW_2012
    rows = [(day, _kind(name), name) for day, name in days.items()]
    rows += [(day, DayKind.SWAPPED_ON, "Làm bù") for day in days.weekend_workdays if day.year == year]
    for day, kind, name in sorted(rows):
        swapped = kind in {DayKind.SWAPPED_OFF, DayKind.SWAPPED_ON}
        yield {
            "day": f"{day:%Y-%m-%d}",
            "calendars": "processing" if swapped else "both",
            "kind": kind.value,
            "name": name,
            "basis": "" if swapped else law,
            "verified": "no",
        }


def _kind(name: str) -> DayKind:
    if "nghỉ bù" in name:
        return DayKind.COMPENSATION
    return DayKind.SWAPPED_OFF if name.startswith("Ngày nghỉ (thay") else DayKind.HOLIDAY
