"""What the house says when it does not do what was asked.

Every refusal has a stable ``code`` for machines and two sentences for people: what happened and what to do next, in
Vietnamese and in English. Rooms declare their own refusals as subclasses in ``refusals.py``; the doors (API, pages,
devices, commands) only translate them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing wrong with one field of what was sent."""

    code: str
    vi: str
    en: str

    def message(self, language: str = "vi") -> str:
        return self.en if language == "en" else self.vi


class Refused(Exception):
    """An act that was not carried out; nothing was written.

    Subclasses give ``code``, ``status`` (HTTP) and the two sentences, which may name the keyword arguments in braces.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    vi: ClassVar[str] = "Không thực hiện được việc này."
    en: ClassVar[str] = "This could not be done."

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.code, facts)

    @property
    def fields(self) -> Mapping[str, Sequence[FieldProblem]]:
        """The problems by field name; empty when the refusal is about the act as a whole."""
        return {}

    def detail(self, language: str = "vi") -> str:
        """The sentence for the person, in ``vi`` (default) or ``en``."""
        return (self.en if language == "en" else self.vi).format_map(_Known(self.facts))

    def __str__(self) -> str:
        return f"{self.code}: {self.detail('en')}"


class NotThere(Refused):
    """The thing asked for does not exist, or is not the asker's to see: the answer is the same."""

    code = "not_found"
    status = 404
    vi = "Không tìm thấy. Kiểm tra lại mã, hoặc hỏi kiểm soát viên."
    en = "Not found. Check the code, or ask your supervisor."


class NotAllowed(Refused):
    """The asker may see the thing but has no post that allows this act."""

    code = "not_allowed"
    status = 403
    vi = "Vị trí của bạn không được làm việc này. Báo người phụ trách nếu cần."
    en = "Your post does not allow this. Ask the person in charge if it should."


class Invalid(Refused):
    """What was sent cannot be understood; ``problems`` maps field names to what is wrong with them."""

    code = "invalid"
    status = 400
    vi = "Một số thông tin chưa đúng. Xem từng ô bên dưới."
    en = "Some of the information is not right. See each field below."

    def __init__(self, problems: Mapping[str, Sequence[FieldProblem]] | None = None, **facts: Any) -> None:
        super().__init__(**facts)
        self._problems = dict(problems or {})

    @property
    def fields(self) -> Mapping[str, Sequence[FieldProblem]]:
        return self._problems


class _Known(dict[str, Any]):
    """Facts for a sentence; one that was not given shows as an ellipsis instead of breaking the answer."""

    def __missing__(self, key: str) -> str:
        return "…"
