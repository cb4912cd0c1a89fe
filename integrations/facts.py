"""From lines of the ledger to facts for partners: what happened, past tense, with a version.

A pure table. A line whose machine and action are not here is no fact for partners: nothing is sent, and nothing is
guessed. A new meaning gets a new version beside the old one, never in its place.
"""

from dataclasses import dataclass

PING = "integrations.endpoint_pinged.v1"
"""The fact of a test message; every endpoint receives it, whatever it subscribed to."""

_LINES: dict[tuple[str, str], str] = {
    ("dossier", "lodge"): "dossiers.lodged.v1",
    ("dossier", "ask_supplement"): "dossiers.supplement_asked.v1",
    ("dossier", "withdraw"): "dossiers.withdrawn.v1",
    ("dossier", "finish"): "dossiers.finished.v1",
    ("dossier", "give_back"): "dossiers.given_back.v1",
    ("item", "accept"): "custody.item_accepted.v1",
    ("item", "dispatch"): "custody.item_dispatched.v1",
    ("item", "arrive"): "custody.item_arrived.v1",
    ("item", "take_out"): "custody.item_out_for_delivery.v1",
    ("item", "deliver"): "custody.item_delivered.v1",
    ("item", "fail"): "custody.item_attempted.v1",
    ("item", "hold"): "custody.item_held.v1",
    ("item", "forward"): "custody.item_forwarded.v1",
    ("item", "send_back"): "custody.item_returning.v1",
    ("item", "hand_back"): "custody.item_returned.v1",
    ("item", "hand_in"): "custody.item_handed_in.v1",
    ("item", "report_missing"): "custody.item_missing.v1",
    ("item", "find"): "custody.item_found.v1",
    ("item", "declare_lost"): "custody.item_lost.v1",
    ("item", "cancel"): "custody.item_cancelled.v1",
    ("item", "correct"): "custody.item_corrected.v1",
}

_HAND_OVERS: dict[str, str] = {
    "settled": "custody.hand_over_settled.v1",
    "disputed": "custody.hand_over_disputed.v1",
}


@dataclass(frozen=True, slots=True)
class Described:
    """A fact as the pages show it."""

    name: str
    vi: str


VI: dict[str, str] = {
    "dossiers.lodged.v1": "Hồ sơ đã lập",
    "dossiers.supplement_asked.v1": "Hồ sơ cần bổ sung giấy tờ",
    "dossiers.withdrawn.v1": "Công dân rút hồ sơ",
    "dossiers.finished.v1": "Hồ sơ đã có kết quả",
    "dossiers.given_back.v1": "Hồ sơ đã trả kết quả",
    "custody.item_accepted.v1": "Bưu gửi đã nhận",
    "custody.item_dispatched.v1": "Bưu gửi đã chuyển đi",
    "custody.item_arrived.v1": "Bưu gửi đã đến",
    "custody.item_out_for_delivery.v1": "Bưu gửi đang đi phát",
    "custody.item_delivered.v1": "Bưu gửi đã phát",
    "custody.item_attempted.v1": "Phát chưa thành công",
    "custody.item_held.v1": "Bưu gửi lưu chờ nhận",
    "custody.item_forwarded.v1": "Bưu gửi chuyển tiếp địa chỉ mới",
    "custody.item_returning.v1": "Bưu gửi đang chuyển hoàn",
    "custody.item_returned.v1": "Bưu gửi đã chuyển hoàn",
    "custody.item_handed_in.v1": "Bưu gửi đã nộp một cửa",
    "custody.item_missing.v1": "Bưu gửi báo thất lạc",
    "custody.item_found.v1": "Bưu gửi tìm thấy",
    "custody.item_lost.v1": "Bưu gửi đã mất",
    "custody.item_cancelled.v1": "Bưu gửi đã hủy",
    "custody.item_corrected.v1": "Bưu gửi được đính chính",
    "custody.hand_over_settled.v1": "Bàn giao đã ký nhận đủ",
    "custody.hand_over_disputed.v1": "Bàn giao có chênh lệch",
    PING: "Tin thử",
}

KNOWN: tuple[str, ...] = (*_LINES.values(), *_HAND_OVERS.values())
"""Every fact a partner may subscribe to, in the order of a case's life."""


def fact_of(machine: str, action: str, to_state: str) -> str | None:
    """The fact that a line tells, or ``None`` when it is not for partners."""
    if machine == "hand_over":
        return _HAND_OVERS.get(to_state) if action in {"countersign", "resolve"} else None
    return _LINES.get((machine, action))


def described(name: str) -> Described:
    """The fact with its Vietnamese words; an unknown one shows its own name."""
    return Described(name=name, vi=VI.get(name, name))
