"""The figures of the province's board: each rule said once, for the number and for the list behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Exists, F, OuterRef, Q

from delegation.dossiers.states import CLOSED, PAUSING
from delegation.mandates.states import MandateState
from delegation.registry.models.offices import POST_KINDS
from postal_services import clock
from tracking.custody.models import HandOverLine, Leg
from tracking.custody.queries.items import late_since
from tracking.custody.states import FINAL, PAPERS_HOME, HandOverState, ItemState, Verdict


class Of(StrEnum):
    """What a figure counts."""

    MANDATES = "mandates"
    DOSSIERS = "dossiers"
    ITEMS = "items"


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant a board is counted at, with the edges that follow from it."""

    now: datetime
    late_since: datetime

    @classmethod
    def at(cls, now: datetime) -> "Moment":
        """The edges at ``now``; the working calendar is asked once."""
        return cls(now, late_since(now))

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return clock.day_of(self.now)


@dataclass(frozen=True, slots=True)
class Figure:
    """One column of the board. ``key`` is its name for machines, ``slug`` its address; ``what`` tells its rule."""

    key: str
    slug: str
    label: str
    what: str
    of: Of
    rule: Callable[[Moment], Q]
    warns: bool = False


def _handed_over(_: Moment) -> Q:
    """A countersigned list between the committee and the post took an item of the dossier over."""
    signed = HandOverLine.objects.filter(
        item__dossier=OuterRef("pk"),
        verdict__in=[Verdict.RECEIVED, Verdict.DAMAGED],
        hand_over__state__in=[HandOverState.SETTLED, HandOverState.DISPUTED],
    ).filter(Q(hand_over__giver=F("item__dossier__committee")) | Q(hand_over__receiver=F("item__dossier__committee")))
    return Q(Exists(signed))


def _slow(moment: Moment) -> Q:
    waiting = Q(state__in=[*FINAL, ItemState.HELD, ItemState.REGISTERED])
    return Q(since__lt=moment.late_since, holder_office__kind__in=POST_KINDS, offered_at__isnull=True) & ~waiting


def _in_force(moment: Moment) -> Q:
    ends = Q(effective_to__isnull=True) | Q(effective_to__gte=moment.today)
    return Q(state=MandateState.IN_FORCE, effective_from__lte=moment.today) & ends


FIGURES: tuple[Figure, ...] = (
    Figure(
        "mandates",
        "van-ban",
        "Văn bản hiệu lực",
        "Văn bản chuyển giao đang có hiệu lực hôm nay.",
        Of.MANDATES,
        _in_force,
    ),
    Figure("lodged", "da-nop", "Hồ sơ", "Mọi hồ sơ của huyện đã ghi vào hệ thống.", Of.DOSSIERS, lambda _: Q()),
    Figure(
        "handed_over",
        "da-ban-giao",
        "Đã bàn giao",
        "Hồ sơ có ít nhất một bưu gửi được bên nhận ký nhận giữa huyện và bưu điện.",
        Of.DOSSIERS,
        _handed_over,
    ),
    Figure(
        "delivered",
        "da-phat",
        "Đã phát",
        "Kết quả đã phát đến người dân.",
        Of.ITEMS,
        lambda _: Q(leg=Leg.B, state=ItemState.DELIVERED) & ~Q(marks__contains=[PAPERS_HOME]),
    ),
    Figure(
        "returned",
        "chuyen-hoan",
        "Chuyển hoàn",
        "Bưu gửi đã trả lại cơ quan.",
        Of.ITEMS,
        lambda _: Q(state=ItemState.RETURNED),
    ),
    Figure(
        "in_limbo",
        "cho-ky-nhan",
        "Chờ ký nhận",
        "Bưu gửi một bên đã giao, bên kia chưa ký nhận.",
        Of.ITEMS,
        lambda _: Q(offered_at__isnull=False),
        warns=True,
    ),
    Figure(
        "late",
        "qua-han",
        "Quá hạn",
        "Hồ sơ đã qua ngày hẹn trả mà cơ quan chưa có kết quả (không tính lúc tạm dừng).",
        Of.DOSSIERS,
        lambda moment: Q(due_at__lt=moment.now) & ~Q(state__in=[*CLOSED, *PAUSING]),
        warns=True,
    ),
    Figure(
        "slow",
        "cham",
        "Chậm ở bưu điện",
        "Bưu gửi nằm ở một bưu cục lâu hơn thời gian toàn trình trong tỉnh (con số chưa kiểm chứng).",
        Of.ITEMS,
        _slow,
        warns=True,
    ),
)
"""In the order of the columns."""

BY_SLUG = {figure.slug: figure for figure in FIGURES}
BY_KEY = {figure.key: figure for figure in FIGURES}
