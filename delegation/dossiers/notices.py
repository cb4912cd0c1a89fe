"""What may stand on a paper to the citizen: bounds and words of requests, refusals, new appointments and stops."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from delegation.dossiers.models import Dossier
from delegation.dossiers.validation import PAPER_COUNT, PAPERS_AT_MOST, Paper, Problems
from delegation.registry import calendar
from delegation.registry.models import PaperKind
from delegation.registry.refusals import CalendarEnds
from postal_services import clock
from postal_services.errors import Invalid

REASON_AT_MOST = 2_000
"""Characters of a reason; what is longer belongs into a letter of its own."""
CONTACT_AT_MOST = 200
BASIS_AT_MOST = 500
_PAPER_NAME_AT_MOST = 300
_RESPOND_WITHIN = timedelta(days=365)

AGAIN: dict[str, tuple[str, str]] = {
    "papers_unfit": ("Giấy tờ bổ sung chưa đúng yêu cầu", "What was handed in does not meet the request"),
    "law_changed": ("Quy định thay đổi sau lần yêu cầu trước", "The rules changed after the request before"),
    "found_on_check": ("Phát sinh khi thẩm tra, xác minh thực tế", "Found when the case was checked on the spot"),
    "other_body": ("Theo ý kiến cơ quan phối hợp", "Asked for by another body"),
    "force_majeure": ("Thiên tai, sự cố ngoài ý muốn", "Force majeure"),
    "by_leader": ("Lãnh đạo cơ quan quyết định", "Decided by the head of the agency"),
}
"""Why there is one request, or one new appointment, more than the rules foresee; leaders see each of them."""


@dataclass(frozen=True, slots=True)
class SupplementRequest:
    """Form 02: which papers are missing and why. ``again`` is a key of ``AGAIN``, needed from the second request on.

    ``fetch_by_post`` says that the post brings the request and fetches the papers; ``respond_on`` is a wish, no
    deadline of the law; ``contact`` is whom the citizen may ask.
    """

    reason: str
    papers: tuple[Paper, ...]
    contact: str = ""
    respond_on: date | None = None
    fetch_by_post: bool = False
    again: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Form 03: why the dossier is not taken in."""

    reason: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Reappointment:
    """Form 04: why the result is late and on which working day it will be there; due when the office closes."""

    reason: str
    new_day: date
    again: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """The notice that processing stops: why, and on what basis in law."""

    reason: str
    basis: str = ""
    contact: str = ""


Act = SupplementRequest | Refusal | Reappointment | Stop


def clean(text: str) -> str:
    """Text as it is kept: composed (NFC), line ends as one sign, blanks at the ends gone."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def require_sound(act: Act, dossier: Dossier, now: datetime) -> None:
    """Raises Invalid with everything that is wrong with what was entered, by field."""
    found = Problems()
    _text(found, "reason", act.reason, REASON_AT_MOST, required=True)
    if not isinstance(act, Reappointment):
        _text(found, "contact", act.contact, CONTACT_AT_MOST)
    if isinstance(act, SupplementRequest):
        _asked(found, act.papers)
        _respond_on(found, act.respond_on, now)
    if isinstance(act, Stop):
        _text(found, "basis", act.basis, BASIS_AT_MOST)
    if isinstance(act, Reappointment):
        _new_day(found, act.new_day, dossier, now)
    if isinstance(act, SupplementRequest | Reappointment) and act.again and act.again not in AGAIN:
        found.add("again", "unknown_reason", "Chọn một lý do trong danh sách.", "Choose one of the reasons listed.")
    if found.by_field:
        raise Invalid(found.by_field)


def _text(found: Problems, name: str, text: str, most: int, *, required: bool = False) -> None:
    plain = clean(text)
    if required and not any(symbol.isalpha() for symbol in plain):
        found.add(name, "required", "Ghi rõ lý do, bằng chữ.", "Write the reason in words.")
    elif len(plain) > most:
        found.add(
            name,
            "too_long",
            f"Dài {len(plain)} ký tự, nhiều nhất {most}. Viết gọn lại, chi tiết kèm văn bản riêng.",
            f"{len(plain)} characters; at most {most}. Shorten it and enclose details as a letter of their own.",
        )
    elif any(unicodedata.category(symbol) in {"Cc", "Cs", "Co", "Cn"} and symbol not in "\n\t" for symbol in plain):
        found.add(
            name,
            "control_characters",
            "Có ký tự điều khiển không in được. Gõ lại đoạn chữ, đừng dán từ tệp khác.",
            "There are characters that cannot be printed. Type the text anew instead of pasting it.",
        )


def _asked(found: Problems, papers: Sequence[Paper]) -> None:
    if not papers:
        found.add("papers", "required", "Ghi ít nhất một giấy tờ cần bổ sung.", "Name at least one paper to hand in.")
    if len(papers) > PAPERS_AT_MOST:
        found.add("papers", "too_many", "Nhiều hơn 60 loại giấy tờ.", "More than 60 kinds of papers.")
        return
    for place, paper in enumerate(papers):
        if not any(symbol.isalnum() for symbol in paper.name):
            found.add(f"papers[{place}].name", "required", "Nhập tên giấy tờ.", "Enter the name of the paper.")
        else:
            _text(found, f"papers[{place}].name", paper.name, _PAPER_NAME_AT_MOST)
        if paper.kind not in PaperKind.values:
            vi = "Chọn bản chính, bản sao hoặc bản chứng thực."
            found.add(f"papers[{place}].kind", "unknown_kind", vi, "Choose original, copy or certified.")
        if paper.count not in PAPER_COUNT:
            found.add(f"papers[{place}].count", "out_of_range", "Số lượng từ 1 đến 99.", "The count is 1 to 99.")


def _respond_on(found: Problems, day: date | None, now: datetime) -> None:
    today = clock.day_of(now)
    if day is None:
        return
    if day < today:
        vi = "Ngày này đã qua. Chọn một ngày từ hôm nay, hoặc để trống."
        found.add("respond_on", "in_the_past", vi, "That day has passed. Choose a later one, or leave it empty.")
    elif day > today + _RESPOND_WITHIN:
        found.add(
            "respond_on", "too_far", "Xa quá một năm. Kiểm tra lại năm.", "More than a year ahead. Check the year."
        )


def _new_day(found: Problems, day: date, dossier: Dossier, now: datetime) -> None:
    if day <= clock.day_of(now):
        vi = "Ngày hẹn lại phải sau hôm nay."
        found.add("new_day", "in_the_past", vi, "The new day must be after today.")
    elif dossier.due_at is not None and day <= clock.day_of(dossier.due_at):
        vi = f"Ngày hẹn lại phải sau ngày đã hẹn, {clock.day_of(dossier.due_at):%d/%m/%Y}."
        en = f"The new day must be after the one appointed, {clock.day_of(dossier.due_at):%d/%m/%Y}."
        found.add("new_day", "not_later", vi, en)
    else:
        _worked(found, day, dossier.committee_id)


def _worked(found: Problems, day: date, office: str) -> None:
    """Nobody can fetch a result on a day off, or on one that no calendar knows yet."""
    working = calendar.current()
    try:
        if working.is_working_day(day, office):
            return
        following = working.first_working_day(day, office)
    except CalendarEnds as ends:
        found.add("new_day", ends.code, ends.detail("vi"), ends.detail("en"))
        return
    found.add(
        "new_day",
        "day_off",
        f"Cơ quan nghỉ ngày {day:%d/%m/%Y}. Ngày làm việc tiếp theo là {following:%d/%m/%Y}.",
        f"The agency is closed on {day:%d/%m/%Y}. The next working day is {following:%d/%m/%Y}.",
    )
