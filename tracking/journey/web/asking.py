"""The one question of the citizen's page: how satisfied, in five words, and whatever else there is to say."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.template import Context, Template, loader
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from postal_services.web.formats import vn_date
from tracking.journey import words as plain
from tracking.journey.milestones import Journey

_ADDRESS = "[[rate]]"
LONGEST_SENT = 4000
"""Symbols of a comment that are looked at; a longer one is said to be too long without being carried about."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent and could not be taken, with what is wrong about it."""

    score: str
    comment: str
    problems: tuple[str, ...]


def sent_score(request: HttpRequest) -> str:
    """The score as it came, no longer than a number of one digit."""
    return request.POST.get("score", "")[:2]


def sent_comment(request: HttpRequest) -> str:
    """The comment as it came, cut where nobody would read on."""
    return request.POST.get("comment", "")[:LONGEST_SENT]


@dataclass(frozen=True, slots=True)
class _Look:
    """What the question looks like: the answer that stands, whether and until when it is asked, and for whom."""

    score: int
    may_rate: bool
    until: date | None
    by_link: bool
    language: str


def question(journey: Journey, language: str, token: str, sent: Sent | None = None) -> str:
    """The question or what was answered, for who came by the link ``token``; nothing before the result has come."""
    if not (journey.may_rate or journey.score):
        return ""
    look = _Look(journey.score, journey.may_rate, journey.rate_until, bool(token), language)
    text = _asked(look) if sent is None else _drawn(look, sent)
    return text.replace(_ADDRESS, reverse("journey:rate", args=[token]), 1) if token else text


@lru_cache(maxsize=256)
def _asked(look: _Look) -> str:
    """The part as it looks for everybody who answered alike; the address is put in for every case."""
    return _drawn(look, Sent(str(look.score or ""), "", ()))


def _drawn(look: _Look, sent: Sent) -> str:
    faces = [(value, plain.say(plain.SCORES[value], look.language)) for value in sorted(plain.SCORES, reverse=True)]
    context = {
        "given": look.score,
        "asks": look.may_rate and look.by_link,
        "scan": look.may_rate and not look.by_link and not look.score,
        "answered": dict(faces).get(look.score, ""),
        "until": f"({_until(look.until, look.language)})" if look.until else "",
        "faces": faces,
        "chosen": int(sent.score) if sent.score.isdecimal() and sent.score.isascii() else 0,
        "comment": sent.comment,
        "problems": sent.problems,
        "words": _words(look.language),
    }
    return str(_template().render(Context(context)))


@lru_cache(maxsize=1)
def _template() -> Template:
    found: Any = loader.get_template("journey/_rating.html")
    template: Template = found.template
    return template


def _until(day: date, language: str) -> str:
    with override(language):
        return _("đến hết ngày %(day)s") % {"day": vn_date(day)}


@lru_cache(maxsize=8)
def _words(language: str) -> dict[str, str]:
    """The labels of the question, translated once."""
    with override(language):
        return {
            "question": _("Bạn hài lòng đến mức nào với việc nhận kết quả lần này?"),
            "comment": _("Điều muốn nói thêm (không bắt buộc)"),
            "who_reads": _("Chỉ cơ quan giải quyết hồ sơ và tỉnh đọc được, không hiện ở trang này."),
            "kept": _("Để trống thì ý kiến đã gửi được giữ."),
            "send": _("Gửi đánh giá"),
            "answered": _("Bạn đã đánh giá:"),
            "thanks": _("Cảm ơn bạn. Câu trả lời được tính vào kết quả phục vụ của cơ quan."),
            "change": _("Đổi đánh giá"),
            "scan": _("Muốn đánh giá: quét mã vuông trên biên nhận, hoặc gọi tổng đài."),
        }
