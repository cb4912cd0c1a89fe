"""From the cells of one row of a list to a lodging, or to what is wrong with them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from delegation.dossiers.lodging import Applicant, Lodging, Paper
from delegation.dossiers.models import Channel
from delegation.dossiers.states import Service
from delegation.registry.models import Exemption, PaperKind, Unit
from delegation.registry.models.units import COMMUNE_KINDS
from postal_services import clock
from postal_services.errors import FieldProblem, Invalid
from postal_services.folding import fold

_SERVICES = {
    **{fold(word): Service.SEND for word in ("gửi", "gửi hồ sơ", "send")},
    **{fold(word): Service.RETURN for word in ("nhận", "trả", "nhận kết quả", "trả kết quả", "return")},
    **{
        fold(word): Service.BOTH for word in ("cả hai", "gửi và nhận", "gửi, nhận", "gửi hồ sơ và nhận kết quả", "both")
    },
}
_KINDS = {
    **{fold(word): PaperKind.ORIGINAL for word in ("bản chính", "bản gốc", "chính", "original")},
    **{fold(word): PaperKind.COPY for word in ("bản sao", "bản photo", "photo", "sao", "copy")},
    **{
        fold(word): PaperKind.CERTIFIED
        for word in ("bản chứng thực", "bản sao chứng thực", "chứng thực", "công chứng", "certified")
    },
}
_YES = {fold(word) for word in ("x", "có", "đúng", "yes", "1", "không trùng")}
_DAYS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d/%m/%y")
_UNIT_CODE = re.compile(r"\d{5}")
_SHORT_PHONE = 9
"""Digits of a mobile number from which a spreadsheet has taken the leading zero."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What rows of one committee's list may name besides codes: communes and categories by their names."""

    committee: str
    units: Mapping[str, Sequence[Unit]]
    categories: Mapping[str, str]

    @classmethod
    def of(cls, committee: str) -> "Reader":
        """Two statements."""
        units: dict[str, list[Unit]] = {}
        for unit in Unit.objects.filter(kind__in=COMMUNE_KINDS).select_related("parent").order_by("-valid_from"):
            for name in {fold(unit.name), fold(unit.short_name)}:
                units.setdefault(name, []).append(unit)
        exemptions = Exemption.objects.values_list("code", "name")
        categories = {fold(word): code for code, name in exemptions for word in (code, name)}
        for code, name in exemptions:
            categories.setdefault(fold(name.removeprefix("Người thuộc ")), code)
        return cls(committee, units, categories)

    def lodging(self, cells: Mapping[str, str], source: UUID) -> Lodging:
        """The lodging that a row means; raises Invalid with the cells that cannot be read."""
        problems: dict[str, list[FieldProblem]] = {}

        def wrong(field: str, code: str, vi: str, en: str) -> None:
            problems.setdefault(field, []).append(FieldProblem(code, vi, en))

        service = _SERVICES.get(fold(cells.get("service", "")))
        if service is None:
            wrong("service", "unknown_service", "Ghi gửi, nhận hoặc cả hai.", "Write send, return or both.")
        weight, fee = _whole(cells.get("weight_g", "")), _whole(cells.get("state_fee", ""))
        if weight is None:
            wrong("weight_g", "not_a_number", "Khối lượng phải là số gam.", "The weight must be a number of grams.")
        if fee is None and cells.get("state_fee"):
            wrong("state_fee", "not_a_number", "Lệ phí phải là số tiền.", "The fee must be an amount.")
        received_at = _day(cells.get("received_on", ""))
        if received_at is None and cells.get("received_on"):
            wrong("received_at", "not_a_date", "Ngày phải như 31/12/2019.", "The day must be like 31/12/2019.")
        unit = self._unit(cells.get("unit", ""))
        if not unit:
            wrong("applicant.unit", "unknown_unit", "Không rõ xã nào; ghi mã 5 số.", "Unknown unit; write its code.")
        papers = [_paper(text) for text in re.split(r"[;\n]", cells.get("papers", "")) if text.strip()]
        if any(paper is None for paper in papers):
            wrong("papers", "unreadable", "Ghi như: Tờ khai|bản chính|1.", "Write like: Declaration|original|1.")
        if problems:
            raise Invalid(problems)
        return Lodging(
            procedure=cells.get("procedure", "").strip(),
            service=str(service),
            committee=self.committee,
            weight_g=weight or 0,
            state_fee=fee,
            applicant=Applicant(
                name=cells.get("name", ""),
                phone=_phone(cells.get("phone", "")),
                address=cells.get("address", ""),
                unit=unit,
                categories=self._categories(cells.get("categories", "")),
            ),
            papers=tuple(paper for paper in papers if paper is not None),
            received_at=received_at,
            confirm_duplicate=fold(cells.get("not_duplicate", "")) in _YES,
            channel=Channel.IMPORT.value,
            source=source,
        )

    def _unit(self, text: str) -> str:
        """The code of a commune named by code or by name; of several with one name, the one in the own district."""
        if found := _UNIT_CODE.search(text):
            return found.group()
        named = self.units.get(fold(text), ())
        codes = {unit.code for unit in named}
        if len(codes) == 1:
            return codes.pop()
        district = self.committee.removeprefix("UB-")
        near = {unit.code for unit in named if unit.parent is not None and unit.parent.code == district}
        return near.pop() if len(near) == 1 else ""

    def _categories(self, text: str) -> tuple[str, ...]:
        """Codes of categories; a word that is none stays as it is, and is then named in the refusal."""
        words = [word.strip() for word in re.split(r"[;,|+]", text) if word.strip()]
        return tuple(self.categories.get(fold(word), word[:48]) for word in words)


def _whole(text: str) -> int | None:
    """A whole number as people and spreadsheets write it: ``8000``, ``8.000``, ``8,000 ₫``, ``-5``."""
    bare = re.sub(r"(?i)(₫|đồng|đ|vnd|gam|gram|g|\s)", "", text)
    if re.fullmatch(r"-?\d{1,3}([.,]\d{3})+", bare):
        bare = re.sub(r"[.,]", "", bare)
    bare = re.sub(r"[.,]0+$", "", bare)
    return int(bare) if re.fullmatch(r"-?\d{1,12}", bare) and bare.isascii() else None


def _day(text: str) -> datetime | None:
    """The noon of a day; today's day means now, since its noon may not have come."""
    for form in _DAYS:
        try:
            day = datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
        return _moment(day)
    return None


def _moment(day: date) -> datetime:
    noon = datetime.combine(day, time(12), clock.VN)
    return min(noon, clock.now()) if day == clock.today() else noon


def _phone(text: str) -> str:
    digits = "".join(symbol for symbol in text if symbol.isdigit())
    return f"0{digits}" if len(digits) == _SHORT_PHONE and not text.strip().startswith(("0", "+")) else text


def _paper(text: str) -> Paper | None:
    """``Tờ khai``, ``Tờ khai|bản sao`` or ``Tờ khai|bản sao|2``; None when kind or count cannot be read."""
    name, *rest = [part.strip() for part in text.split("|")]
    kind = _KINDS.get(fold(rest[0])) if rest and rest[0] else PaperKind.ORIGINAL
    count = _whole(rest[1]) if len(rest) > 1 and rest[1] else 1
    if not name or kind is None or count is None or len(rest) > 2:  # noqa: PLR2004
        return None
    return Paper(name, kind.value, count)
