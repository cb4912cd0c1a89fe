"""What may stand in one cell of a list, and what is said where something else does."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from postal_services.errors import FieldProblem

FIRST_YEAR, LAST_YEAR = 1900, 2100
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_VIETNAMESE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_DIGITS = re.compile(r"\d+", re.ASCII)


class WrongCell(ValueError):
    """A cell that cannot be read; ``problem`` says why."""

    def __init__(self, code: str, vi: str, en: str) -> None:
        self.problem = FieldProblem(code, vi, en)
        super().__init__(code)


Cell = Callable[[str], Any]


def text(limit: int) -> Cell:
    """Words of at most ``limit`` characters."""

    def read(given: str) -> str:
        if len(given) > limit:
            raise WrongCell("too_long", f"Dài quá {limit} ký tự.", f"More than {limit} characters.")
        return given

    return read


def code(limit: int) -> Cell:
    """A code as it stands in addresses: Latin letters without marks, digits, dot and hyphen."""

    def read(given: str) -> str:
        if len(given) > limit or not _CODE.fullmatch(given):
            raise WrongCell(
                "odd_code",
                f"Mã “{given[:limit]}” chỉ được gồm chữ không dấu, chữ số, dấu chấm, gạch nối; tối đa {limit} ký tự.",
                f"The code “{given[:limit]}” may have letters without marks, digits, dot and hyphen; {limit} at most.",
            )
        return given

    return read


def unit_code(given: str) -> str:
    """A statistics code: 2 digits for a province, 3 for a district, 5 for a commune."""
    if not _DIGITS.fullmatch(given) or len(given) not in (2, 3, 5):
        raise WrongCell(
            "odd_code",
            f"“{given[:12]}” không phải mã thống kê: 2, 3 hoặc 5 chữ số. Bảng tính có thể đã bỏ số 0 ở đầu.",
            f"“{given[:12]}” is no statistics code of 2, 3 or 5 digits. A spreadsheet may have cut leading zeros.",
        )
    return given


def day(given: str) -> date:
    """A day: 2019-07-09 or, as spreadsheets write it here, 09/07/2019."""
    found = None
    if match := _ISO.fullmatch(given):
        found = (int(match[1]), int(match[2]), int(match[3]))
    elif match := _VIETNAMESE.fullmatch(given):
        found = (int(match[3]), int(match[2]), int(match[1]))
    if found is not None and FIRST_YEAR <= found[0] <= LAST_YEAR:
        try:
            return date(*found)
        except ValueError:
            found = None
    raise WrongCell(
        "not_a_day",
        f"“{given[:20]}” không phải ngày. Viết 2019-07-09 hoặc 09/07/2019.",
        f"“{given[:20]}” is no day. Write 2019-07-09 or 09/07/2019 (day first).",
    )


def whole(most: int, least: int = 0) -> Cell:
    """A whole number without separators."""

    def read(given: str) -> int:
        if not _DIGITS.fullmatch(given) or len(given) > len(str(most)) or not least <= int(given) <= most:
            raise WrongCell(
                "not_a_number",
                f"“{given[:20]}” phải là số nguyên từ {least} đến {most}, không dấu ngăn cách.",
                f"“{given[:20]}” must be a whole number from {least} to {most} without separators.",
            )
        return int(given)

    return read


def degrees(most: int) -> Cell:
    """Degrees of latitude or longitude with a decimal point."""

    def read(given: str) -> Decimal:
        try:
            found = Decimal(given)
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or abs(found) > most:
            raise WrongCell(
                "not_a_number",
                f"“{given[:20]}” không phải số độ; viết với dấu chấm, ví dụ 13.9862.",
                f"“{given[:20]}” is no number of degrees; write it with a point, such as 13.9862.",
            )
        return round(found, 6)

    return read


def truth(given: str) -> bool:
    """``yes`` or ``no``."""
    if given not in {"yes", "no"}:
        raise WrongCell("not_a_choice", f"“{given[:20]}”: chọn yes hoặc no.", f"“{given[:20]}”: yes or no.")
    return given == "yes"


def choice(allowed: Sequence[str]) -> Cell:
    """One of some words."""

    def read(given: str) -> str:
        if given not in allowed:
            told = ", ".join(allowed)
            raise WrongCell(
                "not_a_choice", f"“{given[:30]}”: chọn một trong: {told}.", f"“{given[:30]}” is none of: {told}."
            )
        return given

    return read
