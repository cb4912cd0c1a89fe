"""Bags in words: how their states look, what happened to one, and what was found in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from postal_services.ledger.models import Line
from tracking.custody.models import Bag, BagItem, Found
from tracking.custody.queries import words
from tracking.custody.reasons import SEAL_REASONS
from tracking.custody.states import Action, BagState
from tracking.custody.web.timeline import Step


@dataclass(frozen=True, slots=True)
class Look:
    """A state as word, colour and icon."""

    word: str
    colour: str
    icon: str


_LOOKS = {
    BagState.OPEN: ("quiet", "parcel"),
    BagState.SEALED: ("blue", "lock"),
    BagState.IN_TRANSIT: ("blue", "truck"),
    BagState.ARRIVED: ("amber", "building"),
    BagState.OPENED: ("green", "check"),
    BagState.CANCELLED: ("quiet", "cross"),
}
_TITLES = {
    "begin": "Lập túi",
    "pack": "Xếp vào túi",
    "unpack": "Lấy khỏi túi",
    "seal": "Niêm phong, chốt bảng kê",
    "reseal": "Thay niêm phong",
    "unseal": "Gỡ niêm phong",
    "dispatch": "Gửi đi",
    "arrive": "Đến bưu cục",
    "open": "Mở túi và đếm",
    "cancel": "Hủy túi",
    "resolve": "Giải quyết chênh lệch",
    "note": "Ghi nhận lượt quét",
}


def look(state: str) -> Look:
    """How a bag's state is shown."""
    known = BagState(state)
    return Look(str(known.label), *_LOOKS[known])


def marks(bag: Bag) -> list[str]:
    """What is the matter with a bag, in words."""
    return [words.flag(mark) for mark in bag.marks]


def timeline(bag: Bag, lines: Sequence[Line], names: Mapping[str, str]) -> list[Step]:
    """What happened to the bag, newest first."""
    latest = lines[0].seq if lines else 0
    return [_step(line, names, is_latest=line.seq == latest) for line in lines]


def _step(line: Line, names: Mapping[str, str], *, is_latest: bool) -> Step:
    where = names.get(line.office or "", line.office or "")
    other = names.get(line.counterpart or "", line.counterpart or "")
    parts = [_count(line), _seal(line)]
    if line.action == "dispatch":
        parts.append(f"đến {other}")
    if line.action == "note":
        said = str(line.data.get("said", ""))
        parts.append(f"máy báo: {Action(said).label if said in Action.values else said}")
    parts += [words.flag(flag) for flag in line.flags]
    note = " · ".join([part for part in parts if part] + [f"dòng sổ {line.seq}"])
    bad = {"mis_sent", "seal_differs", "seal_opened", "short", "over"}.intersection(line.flags)
    shown = "bad" if bad else "good" if line.action == "open" else "now" if is_latest else ""
    return Step(_TITLES.get(line.action, line.action), shown, line.occurred_at, where, note=note)


def _count(line: Line) -> str:
    if line.action == "open":
        found = len(line.data.get("received", [])) + len(line.data.get("damaged", []))
        return f"{found}/{found + len(line.data.get('missing', []))} bưu gửi"
    items = line.data.get("items", [])
    return f"{len(items)} bưu gửi" if items else ""


def _seal(line: Line) -> str:
    reason = SEAL_REASONS.get(str(line.data.get("reason", "")), ("", ""))[0]
    number = line.data.get("seal") or line.data.get("seal_read")
    return ", ".join(part for part in (f"niêm phong {number}" if number else "", reason) if part)


def figures(bag: Bag, lines: Sequence[BagItem]) -> list[dict[str, object]]:
    """What was found in an opened bag, in numbers; none before."""
    if bag.state != BagState.OPENED:
        return []
    listed = [line.found for line in lines if line.listed and line.found != Found.LEFT]
    extra = sum(not line.listed for line in lines)
    extra += len([text for text in bag.extra if text not in {line.item.code for line in lines}])
    shown = [
        (len(listed), "trên bảng kê", ""),
        (listed.count(Found.RECEIVED), "đủ", "green"),
        (listed.count(Found.MISSING), "thiếu", "red"),
        (listed.count(Found.DAMAGED), "hư hỏng", "red"),
        (extra, "thừa", "amber"),
    ]
    kept = [each for place, each in enumerate(shown) if place < 2 or each[0]]  # noqa: PLR2004
    return [{"number": number, "label": label, "colour": colour} for number, label, colour in kept]
