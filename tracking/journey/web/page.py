"""The citizen's page as text: a frame drawn once for each language, and the few lines that differ from case to case."""

from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.template import Context, Template, loader
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from postal_services.web.formats import vn_date, vn_datetime
from tracking.journey.milestones import Journey
from tracking.journey.queries import KEPT
from tracking.journey.web import asking

STEPS_SHOWN = 50
"""More steps than this would make the page heavy; the newest are told."""

_MARKS = {"title": "[[title]]", "here": "[[here]]", "main": "[[main]]", "end": "[[end]]"}
_WISH = "[[wish]]"


def draw(
    request: HttpRequest, journey: Journey, language: str, *, token: str = "", sent: asking.Sent | None = None
) -> str:
    """The whole page in ``language``; with its ``token`` it leads to wishes, without to looking another code up.

    ``sent`` is an answer to its question that could not be taken.
    """
    before, middle, after, end = _frame(request, language)
    title = f"{escape(journey.text)} – {escape(journey.code)}"
    back = reverse("journey:journey", args=[token]) if token else "/tra-cuu"
    here = quote(request.path if request.method != "POST" else back)
    words = _words(language)
    link = "" if token else _button(words["another"], "/tra-cuu", plain=True)
    after_facts = _wish(journey, words, token) + asking.question(journey, language, token, sent)
    part = _part(journey, language).replace(_WISH, after_facts, 1)
    return "".join((before, title, middle, here, after, part, end[0], link, end[1]))


def _wish(journey: Journey, words: dict[str, str], token: str) -> str:
    """The way to wishes: a button for who came by the link, the words for who looked a code up, or nothing."""
    if not journey.may_wish:
        return ""
    return _button(words["wishes"], reverse("journey:wishes", args=[token])) if token else f"<p>{words['scan']}</p>"


def _button(words: str, address: str, *, plain: bool = False) -> str:
    """A link that looks like a button; its words are ours."""
    return f'<p><a class="btn{" plain" if plain else ""}" href="{address}">{escape(words)}</a></p>'


@lru_cache(maxsize=KEPT)
def _part(journey: Journey, language: str) -> str:
    """What is told of one case; a page opened again looks the same while nothing has happened."""
    words, good, over = _words(language), journey.tone == "good", journey.clock == "nobody"
    since = vn_datetime(journey.since)
    context = {
        "journey": journey,
        "words": words,
        "good": good,
        "holder": journey.office if over else f"{words['held']} {journey.office}",
        "since": since if over else f"{words['since']} {since}",
        "limbo": _limbo(journey, words),
        "expected": vn_date(journey.expected_on) if journey.expected_on else "",
        "held": f"{words['to']} {vn_date(journey.held_until)}" if journey.held_until else "",
        "steps": [
            ("" if place else ("done" if good else "now"), step.text, vn_datetime(step.on), step.office)
            for place, step in enumerate(journey.steps[:STEPS_SHOWN])
        ],
    }
    return str(_template().render(Context(context)))


def _limbo(journey: Journey, words: dict[str, str]) -> str:
    """Who has not signed yet, and since when; the headline may have named them already."""
    if not journey.limbo:
        return ""
    what = words["unsigned"] if journey.tone == "limbo" else journey.limbo
    return f"{what}, {words['since']} {vn_datetime(journey.limbo_since)}"


@lru_cache(maxsize=1)
def _template() -> Template:
    found: Any = loader.get_template("journey/_journey.html")
    template: Template = found.template
    return template


@lru_cache(maxsize=8)
def _words(language: str) -> dict[str, str]:
    """The labels of the page, translated once."""
    with override(language):
        return {
            "case": _("Hồ sơ"),
            "simulated": _("Mô phỏng, không phải hồ sơ thật"),
            "held": _("Đang giữ:"),
            "since": _("từ"),
            "unsigned": _("Chưa ký nhận"),
            "stages": _("Các chặng"),
            "turn": _("Đang đến lượt"),
            "expected": _("Dự kiến"),
            "late": _("đã quá ngày"),
            "todo": _("Việc của bạn"),
            "past": _("Đã qua"),
            "another": _("Tra cứu mã khác"),
            "attempts": _("Số lần phát"),
            "kept": _("Giữ đến"),
            "to": _("hết ngày"),
            "wish": _("Bạn đã yêu cầu"),
            "wishes": _("Lấy mã nhận, hẹn ngày, đổi nơi nhận"),
            "scan": _("Muốn hẹn ngày hoặc đổi nơi nhận: quét mã vuông trên biên nhận, hoặc gọi tổng đài."),
        }


_frames: dict[tuple[Any, ...], tuple[str, str, str, tuple[str, str]]] = {}


def _frame(request: HttpRequest, language: str) -> tuple[str, str, str, tuple[str, str]]:
    """What stands around every case in one language, cut at the marks; drawn anew when the house is named anew."""
    named = (settings.BRAND_NAME, settings.HOTLINE, settings.DEMO_NOTICE)
    key = (language, named, str(settings.STORAGES["staticfiles"]))
    if key not in _frames:
        text = loader.render_to_string("journey/journey.html", {"marks": _MARKS}, request)
        before, rest = text.split(_MARKS["title"])
        middle, rest = rest.split(_MARKS["here"])
        after, rest = rest.split(_MARKS["main"])
        first, last = rest.split(_MARKS["end"])
        _frames[key] = (before, middle, after, (first, last))
    return _frames[key]
