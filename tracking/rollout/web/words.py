"""Short words for the heads of columns, and what a crowd of units is called."""

from collections.abc import Iterable, Mapping

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


def name(key: str) -> str:
    """The name of a kind of evidence; its code where it has none."""
    return KINDS[key].vi if key in KINDS else key


def short(key: str) -> str:
    """The head of its column."""
    return SHORT.get(key) or name(key)


def crowd(names: Iterable[str]) -> str:
    """What units of these names are called together."""
    told = list(names)
    return next((word for starts, word in CROWDS if told and all(each.startswith(starts) for each in told)), "đơn vị")
