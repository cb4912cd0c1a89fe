"""The one-stop forms of each circular: number, title and the letters behind a paper's number, in one table.

Which circular holds on a day is not known here: the caller says so, because the day of force is a parameter of the
registry. A form the older circular does not have is printed without a form number.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class FormKind(StrEnum):
    """What a form is for, whatever its number."""

    APPOINTMENT = "appointment"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP = "stop"
    CONTROL = "control"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a set. ``number`` is 0 where the circular has none; ``suffix`` stands behind a paper's serial."""

    kind: FormKind
    number: int
    title: str
    suffix: str = ""
    circular: str = ""
    verified: bool = True

    @property
    def source(self) -> str:
        """The words for the foot of the page: form and circular, with the mark where the day of force is unsure."""
        mark = "" if self.verified else " (ngày áp dụng chưa kiểm chứng)"
        named = f"Mẫu số {self.number:02}, {self.circular}" if self.number else f"{self.circular} không có mẫu riêng"
        return named + mark

    def numbered(self, serial: int) -> str:
        """``12/HDHS``, or the serial alone where the form has no letters."""
        return f"{serial}/{self.suffix}" if self.suffix else str(serial)


_K = FormKind
_TITLES: Final = {
    _K.APPOINTMENT: "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    _K.SUPPLEMENT: "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
    _K.REFUSAL: "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
    _K.APOLOGY: "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
    _K.STOP: "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
    _K.CONTROL: "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
    _K.REGISTER: "SỔ THEO DÕI HỒ SƠ",
}
_SUFFIXES: Final = {_K.SUPPLEMENT: "HDHS", _K.APOLOGY: "PXL"}
OLD: Final = "01/2018"
NEW: Final = "03/2025"
_CIRCULARS: Final = {OLD: "Thông tư số 01/2018/TT-VPCP", NEW: "Thông tư số 03/2025/TT-VPCP"}
_NUMBERS: Final = {
    OLD: {
        _K.APPOINTMENT: 1,
        _K.SUPPLEMENT: 2,
        _K.REFUSAL: 3,
        _K.APOLOGY: 4,
        _K.STOP: 0,
        _K.CONTROL: 5,
        _K.REGISTER: 6,
    },
    NEW: {
        _K.APPOINTMENT: 1,
        _K.SUPPLEMENT: 2,
        _K.REFUSAL: 3,
        _K.APOLOGY: 4,
        _K.STOP: 5,
        _K.CONTROL: 6,
        _K.REGISTER: 7,
    },
}
_NEW_TITLES: Final = {_K.APOLOGY: "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT"}
SETS: Final = tuple(_NUMBERS)
"""The circulars whose forms are known, the oldest first."""


def form(edition: str, kind: FormKind, *, verified: bool = True) -> Form:
    """A form as the circular ``edition`` (one of ``SETS``) has it; ``verified`` is about its day of force."""
    title = (_NEW_TITLES if edition == NEW else {}).get(kind, _TITLES[kind])
    return Form(kind, _NUMBERS[edition][kind], title, _SUFFIXES.get(kind, ""), _CIRCULARS[edition], verified)
