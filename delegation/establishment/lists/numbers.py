"""Agency codes, procedures and parameters of the lists held against the registry."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from itertools import chain

from delegation.establishment.lists.reading import Faults, Lists, Record
from delegation.registry import reference_files
from delegation.registry.models import AgencyCode, Parameter

Code = tuple[str, str, str, date, date | None]
"""Office, scheme, code, first day and end."""


@cache
def shipped_procedures() -> frozenset[str]:
    """The procedures that come with the house."""
    return frozenset(row["code"] for row in reference_files.procedures()[0])


def check_agency_codes(records: Sequence[Record], offices: Mapping[str, tuple[str, date]], faults: Faults) -> None:
    """Every line of ``agency_codes.csv``; one statement."""
    fields = ("office_id", "scheme", "code", "valid_from", "valid_to")
    stand: list[Code] = list(AgencyCode.objects.values_list(*fields)) if records else []
    for record in records:
        mine: Code = (
            record["office"], record["scheme"], record["code"], record["valid_from"], record["valid_to"]
        )  # fmt: skip
        if record["office"] not in offices:
            vi, en = "Không có cơ quan này. Thêm vào offices.csv.", "There is no such office. Add it to offices.csv."
            faults.of(record, "office", "unknown_office", vi, en)
        elif mine[4] is not None and mine[4] <= mine[3]:
            vi, en = "Ngày kết thúc phải sau ngày bắt đầu.", "It must end after it begins."
            faults.of(record, "valid_to", "before_start", vi, en)
        elif mine not in stand:
            other = next((each for each in stand if _clashes(each, mine)), None)
            if other is not None:
                vi = f"Trùng ngày với mã {other[2]} của {other[0]} (từ {other[3]:%d/%m/%Y})."
                en = f"This holds on the same days as the code {other[2]} of {other[0]} (from {other[3]})."
                faults.of(record, "code", "overlaps", vi, en)
            stand.append(mine)


def _clashes(one: Code, other: Code) -> bool:
    """Whether two codes hold on one day where only one can: of an office under a scheme, or the same code."""
    is_same = one[:2] == other[:2] or one[2] == other[2]
    return is_same and one[3] < (other[4] or date.max) and other[3] < (one[4] or date.max)


def check_procedures(lists: Lists, faults: Faults) -> None:
    """Every line of ``procedures.csv`` and ``papers.csv``."""
    listed = {record["code"] for record in lists["procedures.csv"]}
    for record in chain(lists["procedures.csv"], lists["papers.csv"]):
        column = "code" if "code" in record.values else "procedure"
        if record[column] in shipped_procedures():
            vi = "Thủ tục này đi kèm phần mềm, dùng chung cho mọi tỉnh. Bỏ dòng này."
            en = "This procedure comes with the house and serves every province. Remove this line."
            faults.of(record, column, "shipped", vi, en)
        elif record[column] not in listed:
            vi, en = "Không có thủ tục này trong procedures.csv.", "There is no such procedure in procedures.csv."
            faults.of(record, column, "unknown_procedure", vi, en)
    with_papers = {record["procedure"] for record in lists["papers.csv"]}
    for record in lists["procedures.csv"]:
        if record["code"] not in with_papers and record["code"] not in shipped_procedures():
            vi = "Chưa có thành phần hồ sơ nào: thêm vào papers.csv."
            faults.of(record, "code", "no_papers", vi, "It has no papers to hand in: add them to papers.csv.")


def check_parameters(records: Sequence[Record], faults: Faults, today: date) -> None:
    """Every line of ``parameters.csv``: a new value begins after today; one statement."""
    rows = Parameter.objects.order_by("valid_from").values_list("key", "valid_from", "value") if records else ()
    stand: dict[str, dict[date, str]] = {}
    for key, since, value in rows:
        stand.setdefault(key, {})[since] = value
    for record in records:
        held = stand.get(record["key"], {})
        there = held.get(record["valid_from"])
        if there == record["value"]:
            continue
        if record["valid_from"] <= today:
            vi = "Tham số mới phải áp dụng từ một ngày sau hôm nay; ngày đã qua không xét lại."
            en = "A new value holds from a day after today; past days are not judged again."
            faults.of(record, "valid_from", "past_changed", vi, en)
        elif there is not None:
            vi, en = "Đã có giá trị khác từ ngày này.", "Another value stands from this day already."
            faults.of(record, "value", "twice", vi, en)
        _check_value(record, list(held.values()), faults)


def _check_value(record: Record, held: Sequence[str], faults: Faults) -> None:
    """A new value is of the kind of those that stand."""
    for sample in held[:1]:
        if sample.isdigit() and not (record["value"].isascii() and record["value"].isdigit()):
            vi, en = "Giá trị phải là số nguyên.", "The value must be a whole number."
            faults.of(record, "value", "not_a_number", vi, en)
        elif ":" in sample and not _is_time(record["value"]):
            vi, en = "Giá trị phải là giờ, ví dụ 16:00.", "The value must be a time such as 16:00."
            faults.of(record, "value", "not_a_time", vi, en)
        elif not sample.isdigit() and ":" not in sample and record["value"] not in held:
            told = ", ".join(held)
            faults.of(record, "value", "not_a_choice", f"Chọn một trong: {told}.", f"One of: {told}.")


def _is_time(text: str) -> bool:
    hours, colon, minutes = text.partition(":")
    digits = len(hours) == len(minutes) == 2 and (hours + minutes).isascii() and (hours + minutes).isdigit()  # noqa: PLR2004
    return bool(colon) and digits and int(hours) < 24 and int(minutes) < 60  # noqa: PLR2004
