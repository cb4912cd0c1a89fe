"""Short words for the heads of columns, and what a crowd of units is called."""

from collections.abc import Iterable, Mapping

from django.utils.translation import get_language, gettext, pgettext

from tracking.rollout.evidence.facts import Head
from tracking.rollout.evidence.kinds import KINDS

SHORT: Mapping[str, str] = {
    "mandate_signed": "Văn bản",
    "procedures_published": "Công khai",
    "offices_staffed": "Người",
    "devices_enrolled": "Thiết bị",
    "staff_trained": "Tập huấn",
    "first_hand_over": "Hồ sơ đầu",
    "sustained_use": "Dùng đều",
    "accepted_by_province": "Nghiệm thu",
    "readiness_declared": "Sẵn sàng",
    "task_confirmed": "Xác nhận",
}

CROWDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("Huyện ", "Thị xã ", "Thành phố "), "huyện, thị xã, thành phố"),
    (("Xã ", "Phường ", "Thị trấn "), "xã, phường, thị trấn"),
)


def language() -> str:
    """The language of the page: ``vi`` or ``en``."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def title_of(head: Head) -> str:
    """What an ask is called in the title of a page, which holds one language only."""
    if language() == "vi":
        return head.title
    return gettext("Mục %(ask)s, %(number)s") % {"ask": head.ask, "number": head.directive_number}


def name(key: str) -> str:
    """The name of a kind of evidence; its code where it has none."""
    if key not in KINDS:
        return key
    return KINDS[key].en if language() == "en" else KINDS[key].vi


def what(key: str) -> str:
    """What a kind of evidence shows, in a sentence."""
    return KINDS[key].what_en if language() == "en" else KINDS[key].what_vi


def short(key: str) -> str:
    """The head of its column."""
    return pgettext("evidence", SHORT[key]) if key in SHORT else name(key)


def crowd(names: Iterable[str]) -> str:
    """What units of these names are called together."""
    told = list(names)
    found = (word for starts, word in CROWDS if told and all(each.startswith(starts) for each in told))
    return gettext(next(found, "đơn vị"))
