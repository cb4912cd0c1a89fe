"""The life of a dossier in the ten states of the national public-service portal (its field ``TrangThaiHoSo``)."""

from django.db.models import IntegerChoices, TextChoices

from postal_services.ledger.edges import Edge

MACHINE = "dossier"


class DossierState(IntegerChoices):
    """The state of the administrative case; in 5, 6 and 8 its clock stands still."""

    REGISTERED = 1, "Mới đăng ký"
    RECEIVED = 2, "Được tiếp nhận"
    NOT_ACCEPTED = 3, "Không được tiếp nhận"
    IN_PROCESS = 4, "Đang xử lý"
    SUPPLEMENT_ASKED = 5, "Yêu cầu bổ sung giấy tờ"
    FINANCIAL_DUTY = 6, "Yêu cầu thực hiện nghĩa vụ tài chính"
    WITHDRAWN = 7, "Công dân yêu cầu rút hồ sơ"
    STOPPED = 8, "Dừng xử lý"
    FINISHED = 9, "Đã xử lý xong"
    GIVEN_BACK = 10, "Đã trả kết quả"


PAUSING: frozenset[DossierState] = frozenset(
    {DossierState.SUPPLEMENT_ASKED, DossierState.FINANCIAL_DUTY, DossierState.STOPPED}
)
"""States in which somebody else is waited for, so that the agency's working days do not run."""

FINAL: frozenset[DossierState] = frozenset({DossierState.NOT_ACCEPTED, DossierState.WITHDRAWN, DossierState.GIVEN_BACK})

CLOSED: frozenset[DossierState] = FINAL | {DossierState.FINISHED}
"""States in which the agency owes no more processing: its clock has stopped for good."""


WITH_NOTICE: frozenset[str] = frozenset({"ask_supplement", "refuse", "reappoint", "stop"})
"""Acts of which the citizen gets a paper (forms 02 to 05), so that none of them is done by a word alone."""


class Service(TextChoices):
    """Which of the three services the citizen chose (QĐ 45/2016/QĐ-TTg, article 5)."""

    SEND = "send", "Gửi hồ sơ"
    RETURN = "return", "Nhận kết quả"
    BOTH = "both", "Gửi hồ sơ và nhận kết quả"


def _edge(before: DossierState | None, action: str, after: DossierState) -> Edge:
    return Edge("" if before is None else str(before.value), action, str(after.value))


_S = DossierState

EDGES: frozenset[Edge] = frozenset(
    {
        _edge(None, "register", _S.REGISTERED),
        _edge(None, "lodge", _S.RECEIVED),
        _edge(_S.REGISTERED, "receive", _S.RECEIVED),
        *(_edge(state, "refuse", _S.NOT_ACCEPTED) for state in (_S.REGISTERED, _S.RECEIVED)),
        _edge(_S.RECEIVED, "process", _S.IN_PROCESS),
        _edge(_S.RECEIVED, "finish", _S.FINISHED),
        _edge(_S.IN_PROCESS, "finish", _S.FINISHED),
        *(_edge(state, "ask_supplement", _S.SUPPLEMENT_ASKED) for state in (_S.RECEIVED, _S.IN_PROCESS)),
        *(_edge(state, "reappoint", state) for state in (_S.RECEIVED, _S.IN_PROCESS)),
        _edge(_S.IN_PROCESS, "financial_duty", _S.FINANCIAL_DUTY),
        *(_edge(state, "stop", _S.STOPPED) for state in (_S.RECEIVED, _S.IN_PROCESS)),
        *(_edge(state, "resume", _S.IN_PROCESS) for state in sorted(PAUSING)),
        *(
            _edge(state, "withdraw", _S.WITHDRAWN)
            for state in (_S.REGISTERED, _S.RECEIVED, _S.IN_PROCESS, *sorted(PAUSING))
        ),
        _edge(_S.FINISHED, "give_back", _S.GIVEN_BACK),
    }
)

_NEXT = {(edge.from_state, edge.action): edge.to_state for edge in EDGES}


def next_state(state: int | None, action: str) -> DossierState | None:
    """The state ``action`` leads to from ``state`` (None for a new dossier), or None where there is no such edge."""
    found = _NEXT.get(("" if state is None else str(int(state)), action))
    return DossierState(int(found)) if found else None


def actions_from(state: int) -> frozenset[str]:
    """What may be done with a dossier in ``state``, before any policy is asked."""
    return frozenset(edge.action for edge in EDGES if edge.from_state == str(int(state)))
