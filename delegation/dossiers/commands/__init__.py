"""Acts of the dossiers room, one function each."""

from delegation.dossiers.commands.drafts import DraftKept, discard_draft, open_draft, save_draft
from delegation.dossiers.commands.imports import Settled, confirm_rows, retry_rows, settle_rows, store_list
from delegation.dossiers.commands.notices import ask_supplement, reappoint_dossier, refuse_dossier, stop_dossier
from delegation.dossiers.commands.processing import (
    finish_dossier,
    give_back_result,
    process_dossier,
    receive_dossier,
    require_financial_duty,
    resume_dossier,
    withdraw_dossier,
)

__all__ = [
    "DraftKept",
    "Settled",
    "ask_supplement",
    "confirm_rows",
    "discard_draft",
    "finish_dossier",
    "give_back_result",
    "open_draft",
    "process_dossier",
    "reappoint_dossier",
    "receive_dossier",
    "refuse_dossier",
    "require_financial_duty",
    "resume_dossier",
    "retry_rows",
    "save_draft",
    "settle_rows",
    "stop_dossier",
    "store_list",
    "withdraw_dossier",
]
