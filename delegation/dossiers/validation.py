"""What may stand in a dossier that is taken in: bounds, catalogues, names and phones as people write them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from delegation.dossiers.applicants import Applicant, national_phone, tidy
from delegation.dossiers.states import Service
from delegation.registry.models import Exemption, Office, OfficeKind, PaperKind, Procedure, Unit
from postal_services.accounts.actors import Actor
from postal_services.clock import day_of
from postal_services.errors import FieldProblem

WEIGHT_G = range(1, 30_001)
"""Grams of one sealed file; 30 kg is what one postal item may weigh."""
STATE_FEE_VND = range(100_000_001)
PAPER_COUNT = range(1, 100)
PAPERS_AT_MOST = 60
_NAME_AT_MOST = 120
_ADDRESS_AT_MOST = 250
_PAPER_NAME_AT_MOST = 300
_EARLIEST = date(2011, 8, 3)
_CLOCKS_MAY_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Paper:
    """One line of the list of papers handed in; ``kind`` is original, copy or certified."""

    name: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lodging:
    """A dossier as somebody wants it taken in.

    ``committee`` is ``633`` or ``UB-633``; ``post_office`` may stay empty (the mandated one is found). ``weight_g`` in
    grams; ``state_fee`` in whole VND, None for what the procedure costs. ``received_at`` is aware, None for now.
    ``confirm_duplicate`` says that a person has looked at the possible duplicates and this is another dossier.
    ``source`` names what the lodging was read from, a row of a list for example; a source is taken in once only.
    """

    procedure: str
    service: str
    committee: str
    weight_g: int
    applicant: Applicant
    papers: tuple[Paper, ...]
    state_fee: int | None = None
    received_at: datetime | None = None
    post_office: str = ""
    confirm_duplicate: bool = False
    channel: str = "form"
    source: UUID | None = None


def committee_code(text: str) -> str:
    """``UB-633`` for ``633``, ``ub-633`` and ``UB-633``."""
    plain = tidy(text).upper().replace(" ", "")
    return f"UB-{plain}" if plain.isdigit() else plain


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The reference data that a batch of lodgings names, read once."""

    procedures: Mapping[str, Procedure]
    offices: Mapping[str, Office]
    units: Mapping[str, Sequence[Unit]]
    exemptions: Sequence[Exemption]

    @classmethod
    def read(cls, actor: Actor, lodgings: Sequence[Lodging]) -> "Catalogue":
        """Four statements, whatever the number of lodgings."""
        named = {committee_code(lodging.committee) for lodging in lodgings} | actor.offices
        named |= {lodging.post_office for lodging in lodgings}
        offices = Office.objects.select_related("unit__parent")
        district_posts = offices.filter(kind__in=[OfficeKind.DISTRICT_POST, OfficeKind.PROVINCIAL_POST])
        units: dict[str, list[Unit]] = {}
        for unit in (
            Unit.objects.filter(code__in={lodging.applicant.unit.strip() for lodging in lodgings})
            .order_by("-valid_from")
            .select_related("parent__parent")
        ):
            units.setdefault(unit.code, []).append(unit)
        return cls(
            procedures=Procedure.objects.in_bulk({lodging.procedure.strip() for lodging in lodgings}),
            offices={office.code: office for office in offices.filter(code__in=named) | district_posts},
            units=units,
            exemptions=list(Exemption.objects.all()),
        )

    def unit_on(self, code: str, day: date) -> Unit | None:
        """The unit of that code on ``day``, or the last one before: people keep the names of merged communes."""
        return next((unit for unit in self.units.get(code.strip(), ()) if unit.valid_from <= day), None)

    def knows_category(self, code: str, day: date) -> bool:
        """Whether the code names a category of people with a free or reduced charge on ``day``."""
        return any(
            row.code == code and row.valid_from <= day and (row.valid_to is None or day < row.valid_to)
            for row in self.exemptions
        )


@dataclass(slots=True)
class Problems:
    """What is wrong with one lodging, field by field."""

    by_field: dict[str, list[FieldProblem]] = field(default_factory=dict)

    def add(self, name: str, code: str, vi: str, en: str) -> None:
        """Note one thing wrong with the field ``name``."""
        self.by_field.setdefault(name, []).append(FieldProblem(code, vi, en))


def problems_of(lodging: Lodging, catalogue: Catalogue, now: datetime) -> dict[str, list[FieldProblem]]:
    """Everything wrong with what was entered, by field (``applicant.phone``, ``papers[0].count``); empty when fine."""
    found = Problems()
    received_at = lodging.received_at or now
    day = day_of(received_at) if _is_in_range(received_at, now) else day_of(now)
    _check_procedure(lodging, catalogue, day, found)
    if lodging.service not in Service.values:
        found.add("service", "unknown_service", "Chọn gửi, nhận hoặc cả hai.", "Choose send, return or both.")
    _check_amounts(lodging, found)
    if not _is_in_range(received_at, now):
        found.add(
            "received_at",
            "date_out_of_range",
            "Ngày tiếp nhận phải từ 03/8/2011 và không sau thời điểm hiện tại.",
            "The day of receipt must be on or after 3 August 2011 and not after the present moment.",
        )
    _check_applicant(lodging.applicant, catalogue, day, found)
    if not lodging.papers and lodging.service != Service.RETURN:
        found.add("papers", "required", "Ghi ít nhất một giấy tờ.", "List at least one paper.")
    _check_papers(lodging.papers, found)
    return found.by_field


def _is_in_range(received_at: datetime, now: datetime) -> bool:
    return day_of(received_at) >= _EARLIEST and received_at <= now + _CLOCKS_MAY_DIFFER


def _check_procedure(lodging: Lodging, catalogue: Catalogue, day: date, found: Problems) -> None:
    procedure = catalogue.procedures.get(lodging.procedure.strip())
    if procedure is None or not procedure.active:
        found.add("procedure", "unknown_procedure", "Không có thủ tục này.", "There is no such procedure.")
    elif procedure.postal_from is None or procedure.postal_from > day:
        found.add(
            "procedure",
            "not_postal",
            "Thủ tục này chưa được nhận, trả qua bưu điện vào ngày tiếp nhận.",
            "This procedure was not open to the post on the day of receipt.",
        )


def _check_amounts(lodging: Lodging, found: Problems) -> None:
    if lodging.weight_g not in WEIGHT_G:
        found.add(
            "weight_g", "out_of_range", "Khối lượng phải từ 1 đến 30.000 gam.", "The weight must be 1 to 30,000 grams."
        )
    if lodging.state_fee is not None and lodging.state_fee < 0:
        found.add("state_fee", "negative", "Phí, lệ phí không thể âm.", "The state fee cannot be negative.")
    elif lodging.state_fee is not None and lodging.state_fee not in STATE_FEE_VND:
        found.add(
            "state_fee", "too_large", "Phí, lệ phí lớn hơn 100.000.000 đồng.", "The state fee is over 100,000,000 VND."
        )


def _check_applicant(applicant: Applicant, catalogue: Catalogue, day: date, found: Problems) -> None:
    name = tidy(applicant.name)
    if not any(symbol.isalpha() for symbol in name):
        found.add("applicant.name", "required", "Nhập họ và tên người nộp.", "Enter the applicant's name.")
    elif len(name) > _NAME_AT_MOST:
        found.add("applicant.name", "too_long", "Họ và tên dài quá 120 ký tự.", "The name is over 120 characters.")
    if tidy(applicant.phone) and national_phone(applicant.phone) is None:
        found.add(
            "applicant.phone",
            "bad_phone",
            "Số điện thoại chưa đúng. Nhập như 0905000001 hoặc +84 905 000 001, hoặc để trống nếu không có.",
            "This is not a phone number. Write 0905000001 or +84 905 000 001, or leave it empty if there is none.",
        )
    if len(tidy(applicant.address)) > _ADDRESS_AT_MOST:
        found.add("applicant.address", "too_long", "Địa chỉ dài quá 250 ký tự.", "The address is over 250 characters.")
    _check_unit(applicant.unit, catalogue, day, found)
    unknown = sorted({code for code in applicant.categories if not catalogue.knows_category(code, day)})
    if unknown:
        found.add(
            "applicant.categories",
            "unknown_category",
            f"Không có đối tượng: {', '.join(unknown)}.",
            f"Unknown category: {', '.join(unknown)}.",
        )


def _check_unit(code: str, catalogue: Catalogue, day: date, found: Problems) -> None:
    unit = catalogue.unit_on(code, day)
    if unit is not None and unit.is_commune:
        return
    if unit is not None:
        found.add(
            "applicant.unit",
            "not_a_commune",
            "Chọn xã, phường hoặc thị trấn, không phải huyện hay tỉnh.",
            "Choose a commune, ward or township, not a district or province.",
        )
    elif code.strip() in catalogue.units:
        found.add(
            "applicant.unit",
            "unit_not_yet",
            "Đơn vị hành chính này chưa có vào ngày tiếp nhận.",
            "This unit did not exist yet on the day of receipt.",
        )
    else:
        found.add("applicant.unit", "unknown_unit", "Không có đơn vị hành chính này.", "There is no such unit.")


def _check_papers(papers: Iterable[Paper], found: Problems) -> None:
    listed = list(papers)
    if len(listed) > PAPERS_AT_MOST:
        found.add("papers", "too_many", "Nhiều hơn 60 loại giấy tờ.", "More than 60 kinds of papers.")
        return
    for position, paper in enumerate(listed):
        name = tidy(paper.name)
        if not name:
            found.add(f"papers[{position}].name", "required", "Nhập tên giấy tờ.", "Enter the name of the paper.")
        elif len(name) > _PAPER_NAME_AT_MOST:
            found.add(
                f"papers[{position}].name", "too_long", "Tên giấy tờ quá dài.", "The name of the paper is too long."
            )
        if paper.kind not in PaperKind.values:
            found.add(
                f"papers[{position}].kind",
                "unknown_kind",
                "Chọn bản chính, bản sao hoặc bản chứng thực.",
                "Choose original, copy or certified.",
            )
        if paper.count not in PAPER_COUNT:
            found.add(f"papers[{position}].count", "out_of_range", "Số lượng từ 1 đến 99.", "The count is 1 to 99.")
