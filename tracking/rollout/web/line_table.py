"""Ledger lines by which evidence was judged: what was done in words, when it happened and when it was written down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from delegation.dossiers.models import Dossier
from delegation.mandates.models import Mandate
from postal_services.accounts.actors import Actor
from tracking.custody.queries.words import flag as flag_words
from tracking.rollout.evidence import Reference
from tracking.rollout.evidence.lines import OF_CASES, names_a_case

_LISTS = {"countersign": "Ký nhận bảng kê"}
ACTIONS: Mapping[str, Mapping[str, str]] = {
    "mandate_signed": {
        "draft": "Lập dự thảo",
        "sign": "Ký văn bản chuyển giao",
        "put_in_force": "Cho hiệu lực",
        "suspend": "Tạm dừng",
        "resume": "Cho tiếp tục",
        "end": "Kết thúc",
        "withdraw": "Hủy dự thảo",
    },
    "procedures_published": {
        "publish": "Công khai thủ tục",
        "change": "Sửa bản công khai",
        "withdraw": "Gỡ bản công khai",
    },
    "offices_staffed": {"appoint": "Phân công", "relieve": "Thôi phân công"},
    "devices_enrolled": {"enrol": "Ghi danh thiết bị", "revoke": "Thu hồi thiết bị"},
    "staff_trained": {
        "record": "Ghi buổi tập huấn",
        "withdraw": "Rút buổi tập huấn",
        "appoint": "Phân công",
        "relieve": "Thôi phân công",
    },
    "first_hand_over": {
        **_LISTS,
        "accept": "Bưu điện nhận gửi",
        "hand_in": "Nộp vào một cửa",
        "hand_back": "Trả lại một cửa",
    },
    "sustained_use": _LISTS,
    "accepted_by_province": {"accept": "Tỉnh nghiệm thu", "withdraw": "Tỉnh rút nghiệm thu"},
    "readiness_declared": {"declare": "Khai sẵn sàng", "withdraw": "Rút khai sẵn sàng"},
    "task_confirmed": {
        "report_done": "Báo hoàn thành",
        "confirm": "Xác nhận hoàn thành",
        "reject": "Chưa xác nhận",
        "withdraw": "Rút báo cáo",
    },
}
"""What an act is called, by kind of evidence and action."""

FLAGS: Mapping[str, str] = {
    "simulated": "mô phỏng",
    "backdated": "khai lùi quá hạn cho phép, tính từ ngày ghi",
    "against_evidence": "nghiệm thu khi còn thiếu minh chứng",
    "loaded": "lấy từ danh sách có sẵn, tính từ ngày danh sách nêu",
    "over_regulated": "dài hơn quy định",
}
OF_OFFICES = frozenset({"procedures_published", "offices_staffed", "devices_enrolled", "staff_trained"})
DIGITS = 12
"""Digits of a line's hash that are shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One line as the page shows it; ``href`` leads staff who may see it to what it is about.

    The code of a dossier is on its citizen's paper alone: only those who may see the dossier read it here.
    """

    stream: str
    seq: int
    action: str
    occurred_at: datetime
    recorded_at: datetime
    hash: str
    notes: tuple[str, ...] = ()
    about: str = ""
    href: str = ""


def shown(kind: str, references: Iterable[Reference], actor: Actor) -> Sequence[Shown]:
    """Lines ready to show, in their order; at most two statements."""
    told = list(references)
    about = _about(kind, {each.stream for each in told}, actor)
    words = ACTIONS.get(kind, {})
    return [
        Shown(
            _("một hồ sơ") if names_a_case(kind, each) and each.stream not in about else each.stream,
            each.seq,
            pgettext("line", words[each.action]) if each.action in words else each.action,
            each.occurred_at,
            each.recorded_at,
            each.hash[:DIGITS],
            tuple(_(FLAGS[flag]) if flag in FLAGS else _(flag_words(flag)) for flag in each.flags),
            *about.get(each.stream, ("", "")),
        )
        for each in told
    ]


def _about(kind: str, streams: set[str], actor: Actor) -> Mapping[str, tuple[str, str]]:
    """What the streams are about, by code, and where the actor may see it (empty where not)."""
    is_staff = actor.user_id is not None
    if kind in OF_OFFICES:
        return {code: (code, _address("establishment:office", code) if is_staff else "") for code in streams}
    if kind == "mandate_signed":
        return _mandates(streams, actor)
    if kind in OF_CASES and is_staff:
        codes = Dossier.objects.visible_to(actor).filter(code__in=streams).values_list("code", flat=True)
        return {code: (code, f"/ho-so/{code}") for code in codes}
    return {}


def _mandates(streams: set[str], actor: Actor) -> Mapping[str, tuple[str, str]]:
    """Mandates by the code of their stream, which is their identifier; their number is public."""
    named = Mandate.objects.filter(pk__in=streams).values_list("pk", "number", "committee_id", "post_office_id")
    found = {}
    for pk, number, committee, post_office in named:
        sees = actor.sees_everything or {committee, post_office} & set(actor.offices)
        found[str(pk)] = (
            _("Văn bản %(number)s") % {"number": number},
            reverse("mandates:detail", args=[pk]) if sees else "",
        )
    return found


def _address(name: str, *args: str) -> str:
    """The address of that name; empty while no room offers it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
