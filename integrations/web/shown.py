"""Rows as the pages show them: words, colours, links."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext

from integrations import facts
from integrations.connectors.webhook import mapper
from integrations.models import Attempt, Delivery
from integrations.queries import EndpointHealth
from integrations.states import REPLAYABLE, DeliveryState, DisabledReason, Outcome

_LOOKS = {
    DeliveryState.OWED: ("quiet", "clock"),
    DeliveryState.CLAIMED: ("blue", "truck"),
    DeliveryState.SETTLED: ("green", "check"),
    DeliveryState.SET_ASIDE: ("red", "cross"),
    DeliveryState.GONE: ("quiet", "pause"),
}
_OUTCOMES = {
    Outcome.SENDING: ("blue", "truck"),
    Outcome.ACCEPTED: ("green", "check"),
    Outcome.RETRYABLE: ("amber", "repeat"),
    Outcome.REJECTED: ("red", "cross"),
    Outcome.INTERRUPTED: ("amber", "alert"),
}
_HEALTHS = {
    "good": ("Đang nhận tốt", "green", "check"),
    "failing": ("Đang lỗi", "red", "alert"),
    "resting": ("Tạm nghỉ", "amber", "pause"),
    "disabled": ("Đã tắt", "quiet", "pause"),
    "untried": ("Chưa gửi lần nào", "quiet", "clock"),
}
_ERRORS = {
    "timeout": "Quá thời gian chờ",
    "connection_refused": "Không kết nối được",
    "name_unknown": "Không tìm thấy tên máy chủ",
    "tls_failed": "Chứng thư bảo mật không hợp lệ",
    "broken_answer": "Trả lời bị đứt giữa chừng",
    "redirect_refused": "Máy chủ chuyển hướng, hệ thống không đi theo",
    "address_refused": "Địa chỉ trỏ vào mạng riêng",
    "gone": "Đối tác báo địa chỉ đã bỏ",
    "connector_broke": "Lỗi của kết nối, báo quản trị",
}


def error_words(code: str) -> str:
    """What a code of a failed attempt means, for people."""
    if code.startswith("http_"):
        return gettext("Đối tác trả lời %(status)s") % {"status": code.removeprefix("http_")}
    return gettext(_ERRORS[code]) if code in _ERRORS else code


@dataclass(frozen=True)
class ShownDelivery:
    """A delivery in a list or on its page."""

    row: Delivery

    @cached_property
    def look(self) -> tuple[str, str]:
        return _LOOKS[DeliveryState(self.row.state)]

    @property
    def fact(self) -> str:
        return gettext(facts.described(self.row.fact).vi)

    @property
    def word(self) -> str:
        return gettext(DeliveryState(self.row.state).label)

    @property
    def error(self) -> str:
        return error_words(self.row.last_error) if self.row.last_error else ""

    @property
    def body(self) -> list[tuple[str, str]]:
        """The thin body, field by field."""
        thin = mapper.with_gap(self.row.body) if self.row.gap_before else self.row.body
        flat = {name: value for name, value in thin.items() if name != "data"}
        flat |= {f"data.{name}": value for name, value in sorted(thin["data"].items())}
        return [(name, "—" if value is None else str(value)) for name, value in flat.items()]

    @property
    def replayable(self) -> bool:
        return self.row.state in REPLAYABLE and self.row.endpoint.active


@dataclass(frozen=True)
class ShownAttempt:
    """An attempt on a delivery's page."""

    row: Attempt

    @cached_property
    def look(self) -> tuple[str, str]:
        return _OUTCOMES[Outcome(self.row.outcome)]

    @property
    def word(self) -> str:
        return gettext(Outcome(self.row.outcome).label)

    @property
    def error(self) -> str:
        return error_words(self.row.error) if self.row.error else ""


@dataclass(frozen=True)
class ShownEndpoint:
    """An endpoint with its health."""

    row: EndpointHealth

    @cached_property
    def look(self) -> tuple[str, str, str]:
        word, colour, icon = _HEALTHS[self.row.health]
        return gettext(word), colour, icon

    @property
    def facts(self) -> list[str]:
        return [gettext(facts.described(name).vi) for name in self.row.endpoint.facts]

    @property
    def disabled_word(self) -> str:
        reason = self.row.endpoint.disabled_reason
        return gettext(DisabledReason(reason).label) if reason else ""
