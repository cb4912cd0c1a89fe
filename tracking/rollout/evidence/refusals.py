"""Why a directive or a rule is not taken in, in the words people read."""

from collections.abc import Sequence
from dataclasses import dataclass

from postal_services.errors import FieldProblem, Invalid, NotAllowed, Refused


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file: the key and line where it stands; line 0 is the whole file."""

    where: str
    line: int
    problem: FieldProblem

    def words(self, language: str = "vi") -> str:
        """The fault as one line of text."""
        line = f"{'line' if language == 'en' else 'dòng'} {self.line}" if self.line or self.where else ""
        place = ", ".join(part for part in (line, self.where) if part)
        return f"{place}: {self.problem.message(language)}" if place else self.problem.message(language)


class DirectiveFaulty(Invalid):
    """The file of a directive has faults; nothing of it was loaded."""

    code = "directive_faulty"
    vi = "Tệp văn bản chỉ đạo có lỗi nên chưa nạp gì. Sửa từng chỗ nêu bên dưới rồi nạp lại."
    en = "The directive's file has faults, so nothing was loaded. Correct each place below and load it again."

    def __init__(self, faults: Sequence[Fault]) -> None:
        problems: dict[str, list[FieldProblem]] = {}
        for fault in faults:
            problems.setdefault(fault.where, []).append(fault.problem)
        super().__init__(problems)
        self.faults = tuple(faults)


class PastRule(Refused):
    """A rule is to hold from a day that has come: that would judge days again that were judged already."""

    code = "rule_of_the_past"
    vi = "Quy tắc mới phải có hiệu lực từ một ngày sau hôm nay; {day} không phải. Chọn ngày sau."
    en = "A new rule holds from a day after today; {day} is none. Choose a later day."


class RuleWaits(Refused):
    """A later rule of the same kind is set already."""

    code = "rule_set_later"
    vi = "Đã có quy tắc từ ngày {day} cho bằng chứng này. Chọn một ngày sau ngày đó."
    en = "A rule from {day} on is set for this evidence already. Choose a day after it."


class RulesOfProvince(NotAllowed):
    """Only the province sets by which rules districts are judged."""

    code = "rules_of_the_province"
    vi = "Quy tắc xét do cán bộ tỉnh đặt. Gửi đề nghị cho cán bộ tỉnh."
    en = "The rules are set by the province. Send a proposal to the province."
