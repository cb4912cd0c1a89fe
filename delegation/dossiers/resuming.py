"""Why a clock that stood still runs again: one table for the page, the call and the ledger."""

from delegation.dossiers.states import DossierState

Words = tuple[str, str]

REASONS: dict[int, dict[str, Words]] = {
    DossierState.SUPPLEMENT_ASKED: {
        "papers_received": ("Đã nhận đủ giấy tờ bổ sung", "The papers asked for have come"),
        "asked_by_mistake": ("Phiếu yêu cầu bổ sung lập nhầm", "The request for papers was a mistake"),
    },
    DossierState.FINANCIAL_DUTY: {
        "duty_met": ("Người dân đã thực hiện nghĩa vụ tài chính", "The citizen has paid what is due"),
    },
    DossierState.STOPPED: {
        "ground_gone": ("Lý do dừng không còn", "The ground for stopping is gone"),
        "stopped_by_mistake": ("Dừng nhầm hồ sơ", "It was stopped by mistake"),
    },
}
"""By state, the first being the usual one. A mistake is put right by a further line; what was written stays."""

MISTAKES = frozenset({"asked_by_mistake", "stopped_by_mistake"})


def reasons_from(state: int) -> dict[str, Words]:
    """What may be the reason in ``state``; empty where nothing stands still."""
    return REASONS.get(state, {})
