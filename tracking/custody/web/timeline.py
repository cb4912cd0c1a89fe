"""The two halves of a hand-over as a timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from postal_services.ledger.models import Line
from tracking.custody.models import HandOver, HandOverLine
from tracking.custody.states import HandOverState, Verdict


@dataclass(frozen=True, slots=True)
class Step:
    """One step as the house's timeline draws it."""

    title: str
    look: str = ""
    at: datetime | None = None
    who: str = ""
    held: timedelta | None = None
    note: str = ""
    href: str = ""
    link: str = ""


def halves(hand_over: HandOver, lines: Sequence[Line], listed: Sequence[HandOverLine], now: datetime) -> list[Step]:
    """Newest first; while the receiver has not answered, an open ring with its age stands on top."""
    steps = [_step(line, hand_over, listed) for line in lines]
    if hand_over.state == HandOverState.PROPOSED and hand_over.proposed_at is not None:
        waited = now - hand_over.proposed_at
        steps.insert(0, Step("Bên nhận đếm và ký nhận", "limbo", who=hand_over.receiver.name, held=waited))
    return steps


def _step(line: Line, hand_over: HandOver, listed: Sequence[HandOverLine]) -> Step:
    giver, receiver = hand_over.giver.name, hand_over.receiver.name
    count = len(line.data.get("items", [])) or sum(each.listed for each in listed)
    match line.action:
        case "draft":
            who, title = _by(giver, hand_over.drafted_by), "Lập bảng kê"
            return Step(title, at=line.occurred_at, who=who, note=f"{count} bưu gửi · dòng sổ {line.seq}")
        case "propose":
            who = _by(giver, hand_over.proposed_by if line.occurred_at == hand_over.proposed_at else None)
            note = f"{count} bưu gửi · dòng sổ {line.seq}"
            return Step("Bên giao bàn giao", "now", line.occurred_at, who, note=note)
        case "withdraw":
            return Step("Bên giao rút bảng kê", at=line.occurred_at, who=giver, note=f"Dòng sổ {line.seq}")
        case "countersign":
            return _countersigned(line, hand_over, receiver)
        case "resolve":
            note = hand_over.resolution or f"Dòng sổ {line.seq}"
            return Step("Giải quyết chênh lệch", "good", line.occurred_at, giver, note=note)
        case other:
            return Step(other, at=line.occurred_at, note=f"Dòng sổ {line.seq}")


def _countersigned(line: Line, hand_over: HandOver, receiver: str) -> Step:
    verdicts = list(line.data.get("verdicts", {}).values())
    missing, damaged = verdicts.count(Verdict.MISSING), verdicts.count(Verdict.DAMAGED)
    extra = len(line.data.get("extra", [])) + line.data.get("unreadable", 0)
    parts = [f"{len(verdicts) - missing}/{len(verdicts)} bưu gửi"]
    parts += [f"{n} {word}" for n, word in ((missing, "thiếu"), (damaged, "hư hỏng"), (extra, "ngoài bảng kê")) if n]
    waited = line.occurred_at - hand_over.proposed_at if hand_over.proposed_at else None
    settled = line.to_state == HandOverState.SETTLED
    return Step(
        "Bên nhận ký nhận" if settled else "Bên nhận ký nhận, có chênh lệch",
        "good" if settled else "bad",
        line.occurred_at,
        _by(receiver, hand_over.countersigned_by),
        held=waited,
        note=f"{', '.join(parts)} · dòng sổ {line.seq}",
    )


def _by(office: str, person: object | None) -> str:
    return f"{office} · {person}" if person else office
