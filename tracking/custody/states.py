"""How items and hand-overs move: the tables that PostgreSQL enforces and the drawings are made from."""

from django.db.models import TextChoices

from postal_services.ledger.edges import START, Edge

ITEM = "item"
HAND_OVER = "hand_over"
BAG = "bag"
PAPERS_HOME = "papers_home"
"""Mark of an item of leg B that carries no result but the citizen's own papers, after a refusal or a withdrawal."""


class ItemState(TextChoices):
    """Where an item is in its life."""

    REGISTERED = "registered", "Đã đăng ký"
    ACCEPTED = "accepted", "Bưu điện đã nhận"
    IN_TRANSIT = "in_transit", "Đang vận chuyển"
    ARRIVED = "arrived", "Đã đến bưu cục"
    OUT_FOR_DELIVERY = "out_for_delivery", "Đang đi phát"
    ATTEMPTED = "attempted", "Phát không thành công"
    HELD = "held", "Chờ nhận tại bưu cục"
    RETURNING = "returning", "Đang chuyển hoàn"
    MISSING = "missing", "Đang tìm"
    DELIVERED = "delivered", "Phát thành công"
    RETURNED = "returned", "Đã chuyển hoàn"
    HANDED_IN = "handed_in", "Đã nộp cho một cửa"
    LOST = "lost", "Thất lạc"
    CANCELLED = "cancelled", "Đã hủy"


class Action(TextChoices):
    """What people do with items; the words on buttons. The UPU event is in EVENTS."""

    REGISTER = "register", "Đăng ký"
    ACCEPT = "accept", "Nhận"
    DISPATCH = "dispatch", "Gửi đi"
    ARRIVE = "arrive", "Đến bưu cục"
    TAKE_OUT = "take_out", "Đi phát"
    DELIVER = "deliver", "Phát thành công"
    FAIL = "fail", "Phát không được"
    HOLD = "hold", "Lưu chờ nhận"
    FORWARD = "forward", "Chuyển tiếp"
    SEND_BACK = "send_back", "Chuyển hoàn"
    HAND_IN = "hand_in", "Nộp một cửa"
    HAND_BACK = "hand_back", "Trả lại cơ quan"
    REPORT_MISSING = "report_missing", "Báo thiếu"
    FIND = "find", "Tìm thấy"
    DECLARE_LOST = "declare_lost", "Xác nhận mất"
    DAMAGE = "damage", "Báo hư hỏng"
    OPEN_SEAL = "open_seal", "Báo mở niêm phong"
    CANCEL = "cancel", "Hủy"
    OFFER = "offer", "Bàn giao, chờ ký nhận"
    RETRACT = "retract", "Rút bàn giao"
    CONTEST = "contest", "Bên nhận báo thiếu"
    SETTLE = "settle", "Giải quyết chênh lệch"
    NOTE = "note", "Ghi nhận"
    PACK = "pack", "Đóng vào túi"
    UNPACK = "unpack", "Lấy khỏi túi"
    CORRECT = "correct", "Sửa lượt quét"


EVENTS: dict[str, str] = {
    Action.ACCEPT: "EMA",
    Action.DISPATCH: "EDE",
    Action.ARRIVE: "EMG",
    Action.TAKE_OUT: "EDG",
    Action.DELIVER: "EMI",
    Action.FAIL: "EMH",
    Action.HOLD: "EDF",
}
"""UPU EMSEVT events of the acts that have one."""

_S, _A = ItemState, Action

FINAL: frozenset[str] = frozenset({_S.DELIVERED, _S.RETURNED, _S.HANDED_IN, _S.LOST, _S.CANCELLED})
OPEN: frozenset[str] = frozenset(ItemState.values) - FINAL
ON_THE_MOVE: frozenset[str] = OPEN - {_S.MISSING}
PACKABLE: frozenset[str] = frozenset({_S.ACCEPTED, _S.ARRIVED, _S.RETURNING})
"""States in which an item can be put into a bag."""

_WAYS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    ((_S.REGISTERED,), _A.ACCEPT, _S.ACCEPTED),
    ((_S.REGISTERED,), _A.CANCEL, _S.CANCELLED),
    ((_S.ACCEPTED, _S.ARRIVED), _A.DISPATCH, _S.IN_TRANSIT),
    # A postman brings home what was tried in vain, and what there was no time to try.
    ((_S.IN_TRANSIT, _S.ATTEMPTED, _S.OUT_FOR_DELIVERY), _A.ARRIVE, _S.ARRIVED),
    # Tried in vain in the morning, an item can be tried again on the same way.
    ((_S.ACCEPTED, _S.ARRIVED, _S.HELD, _S.ATTEMPTED), _A.TAKE_OUT, _S.OUT_FOR_DELIVERY),
    ((_S.OUT_FOR_DELIVERY, _S.HELD), _A.DELIVER, _S.DELIVERED),
    ((_S.OUT_FOR_DELIVERY,), _A.FAIL, _S.ATTEMPTED),
    ((_S.ACCEPTED, _S.ARRIVED, _S.ATTEMPTED), _A.HOLD, _S.HELD),
    ((_S.ARRIVED, _S.HELD), _A.FORWARD, _S.ARRIVED),
    ((_S.ACCEPTED, _S.ARRIVED, _S.HELD, _S.ATTEMPTED), _A.SEND_BACK, _S.RETURNING),
    ((_S.RETURNING,), _A.DISPATCH, _S.RETURNING),
    ((_S.RETURNING,), _A.ARRIVE, _S.RETURNING),
    ((_S.RETURNING,), _A.HAND_BACK, _S.RETURNED),
    ((_S.ACCEPTED, _S.ARRIVED), _A.HAND_IN, _S.HANDED_IN),
    ((_S.MISSING,), _A.DECLARE_LOST, _S.LOST),
)

MOVES: frozenset[Edge] = frozenset(Edge(before, act, after) for befores, act, after in _WAYS for before in befores)
"""Moves an item makes on its way; every other edge below is bookkeeping around them."""

_FORCED_END = {_A.DELIVER: _S.DELIVERED, _A.HAND_IN: _S.HANDED_IN, _A.HAND_BACK: _S.RETURNED}

ITEM_EDGES: frozenset[Edge] = (
    MOVES
    | {Edge(START, _A.REGISTER, _S.REGISTERED)}
    # Missing and found again, back to where it was.
    | {Edge(state, _A.REPORT_MISSING, _S.MISSING) for state in ON_THE_MOVE}
    | {Edge(_S.MISSING, _A.FIND, state) for state in ON_THE_MOVE}
    # Said about an item without moving it.
    | {Edge(state, act, state) for state in OPEN for act in (_A.OFFER, _A.RETRACT, _A.CONTEST, _A.UNPACK)}
    | {Edge(state, _A.PACK, state) for state in PACKABLE}
    | {Edge(state, act, state) for state in ItemState.values for act in (_A.NOTE, _A.DAMAGE, _A.OPEN_SEAL, _A.SETTLE)}
    # What already happened ends the way of an item even where the rules did not foresee it.
    | {
        Edge(state, act, after, forced=True)
        for act, after in _FORCED_END.items()
        for state in OPEN
        if Edge(state, act, after) not in MOVES
    }
    # The last move taken back; the line it takes back stays.
    | {Edge(move.to_state, _A.CORRECT, move.from_state) for move in MOVES}
    | {Edge(after, _A.CORRECT, state) for after in _FORCED_END.values() for state in OPEN}
)

_NEXT = {
    (edge.from_state, edge.action): edge.to_state
    for edge in ITEM_EDGES
    if not edge.forced and edge.action not in (_A.FIND, _A.CORRECT)
}
_NEXT_FORCED = {(edge.from_state, edge.action): edge.to_state for edge in ITEM_EDGES if edge.forced}


def next_state(state: str, action: str) -> str | None:
    """Where ``action`` leads from ``state``, or None; where ``find`` and ``correct`` lead depends on the past."""
    return _NEXT.get((state, action))


def forced_state(state: str, action: str) -> str | None:
    """Where a final act that already happened leads from a state that did not foresee it; None when it cannot."""
    return _NEXT_FORCED.get((state, action))


def actions_from(state: str) -> frozenset[str]:
    """The moves an item in ``state`` can make."""
    return frozenset(edge.action for edge in MOVES if edge.from_state == state)


TARGETS: dict[str, frozenset[str]] = {
    act: frozenset(move.to_state for move in MOVES if move.action == act) for act in {move.action for move in MOVES}
}
"""The states each move ends in, to tell 'already done' from 'cannot be done'."""


def can_be_taken_back(state: str, before: str) -> bool:
    """Whether ``correct`` leads from ``state`` back to ``before``."""
    return Edge(state, _A.CORRECT, before) in ITEM_EDGES


class HandOverState(TextChoices):
    """Where a hand-over stands between its two halves."""

    DRAFT = "draft", "Đang lập"
    PROPOSED = "proposed", "Chờ ký nhận"
    SETTLED = "settled", "Đã ký nhận"
    DISPUTED = "disputed", "Có chênh lệch"
    DISCARDED = "discarded", "Đã bỏ"


_H = HandOverState

HAND_OVER_EDGES: frozenset[Edge] = frozenset(
    {
        Edge(START, "draft", _H.DRAFT),
        Edge(_H.DRAFT, "propose", _H.PROPOSED),
        Edge(_H.DRAFT, "discard", _H.DISCARDED),
        Edge(_H.PROPOSED, "withdraw", _H.DRAFT),
        Edge(_H.PROPOSED, "countersign", _H.SETTLED),
        Edge(_H.PROPOSED, "countersign", _H.DISPUTED),
        Edge(_H.DISPUTED, "resolve", _H.SETTLED),
    }
)


class BagState(TextChoices):
    """Where a bag stands on its way from one post office to another."""

    OPEN = "open", "Đang đóng"
    SEALED = "sealed", "Đã niêm phong"
    IN_TRANSIT = "in_transit", "Đang vận chuyển"
    ARRIVED = "arrived", "Đã đến, chờ mở"
    OPENED = "opened", "Đã mở"
    CANCELLED = "cancelled", "Đã hủy"


_B = BagState

BAG_EDGES: frozenset[Edge] = frozenset(
    {
        Edge(START, "begin", _B.OPEN),
        Edge(_B.OPEN, "pack", _B.OPEN),
        Edge(_B.OPEN, "unpack", _B.OPEN),
        Edge(_B.OPEN, "seal", _B.SEALED),
        Edge(_B.OPEN, "cancel", _B.CANCELLED),
        # A seal that broke, or had to be broken, before the bag left.
        Edge(_B.SEALED, "reseal", _B.SEALED),
        Edge(_B.SEALED, "unseal", _B.OPEN),
        Edge(_B.SEALED, "dispatch", _B.IN_TRANSIT),
        Edge(_B.IN_TRANSIT, "arrive", _B.ARRIVED),
        # Carried on unopened, or brought on its way after it came to the wrong office.
        Edge(_B.ARRIVED, "dispatch", _B.IN_TRANSIT),
        Edge(_B.ARRIVED, "open", _B.OPENED),
        Edge(_B.OPENED, "resolve", _B.OPENED),
    }
    # What a device said happened, where it does not lead on from where the bag stands.
    | {Edge(state, "note", state) for state in BagState.values}
)


class Verdict(TextChoices):
    """What the receiver found of one line of the list."""

    RECEIVED = "received", "Đã nhận"
    MISSING = "missing", "Thiếu"
    DAMAGED = "damaged", "Hư hỏng"
