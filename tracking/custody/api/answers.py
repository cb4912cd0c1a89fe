"""Custody as JSON."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from tracking.custody import answers
from tracking.custody.bag_scans import BagNow
from tracking.custody.commands.scan import ItemNow, ScanResult
from tracking.custody.models import HandOver, HandOverLine, Item, Outcome, Receipt
from tracking.custody.states import Action

_ACTS = frozenset(Action.values)


def scan_answer(result: ScanResult, language: str) -> dict[str, Any]:
    """What became of one scan: outcome, stable code, words, and the item as it now stands."""
    if result.refusal is None or (result.code in answers.WORDS and result.outcome != Outcome.REFUSED):
        label = Action(result.action).label if result.action in _ACTS else result.action
        onward = {"next": result.onward} if result.onward else {}
        detail = answers.words(result.code, language, action=label, **onward)
    else:
        detail = result.refusal.detail(language)
    answer = {
        "id": str(result.id),
        "outcome": str(result.outcome),
        "code": result.code,
        "detail": detail,
        "item": None if result.item is None else item_now(result.item),
    }
    if result.bag is not None:
        answer["bag"] = bag_now(result.bag)
    if result.onward:
        answer["next_office"] = result.onward
    return answer


def bag_now(bag: BagNow) -> dict[str, Any]:
    """A bag in short: code, state, office, how many items ride in it."""
    return {"code": bag.code, "state": bag.state, "office": bag.office, "items": bag.items}


def item_now(item: ItemNow) -> dict[str, Any]:
    """An item in short: code, state, holder."""
    return {"code": item.code, "state": item.state, "holder": {"office": item.office, "person": item.person}}


def item_short(item: Item) -> dict[str, Any]:
    """An item in a dossier's answer; ``holder_person`` is joined."""
    person = item.holder_person.username if item.holder_person else None
    return {
        "code": item.code,
        "leg": item.leg,
        "state": item.state,
        "holder": {"office": item.holder_office_id, "person": person},
    }


def item_whole(item: Item) -> dict[str, Any]:
    """An item with everything its holder works with; ``dossier`` and ``holder_person`` are joined."""
    return {
        **item_short(item),
        "dossier": item.dossier.code,
        "simulated": item.dossier.is_simulated,
        "destination": item.destination_id,
        "bound_for": item.bound_for or None,
        "since": item.since,
        "in_limbo_since": item.offered_at,
        "attempts": item.attempts,
        "marks": list(item.marks),
        "label": reverse("item-label", args=[item.code]),
    }


def hand_over_short(hand_over: HandOver) -> dict[str, Any]:
    """A hand-over without its lines."""
    return {
        "code": hand_over.code,
        "token": hand_over.token,
        "state": hand_over.state,
        "from": hand_over.giver_id,
        "to": hand_over.receiver_id,
        "drafted_at": hand_over.drafted_at,
        "proposed_at": hand_over.proposed_at,
        "countersigned_at": hand_over.countersigned_at,
        "ledger_root": hand_over.root or None,
        "list": reverse("hand-over-list-pdf", args=[hand_over.code]),
    }


def hand_over_whole(hand_over: HandOver, lines: Iterable[HandOverLine]) -> dict[str, Any]:
    """A hand-over with its lines; each line's ``item`` and ``item.dossier`` are joined."""
    return {
        **hand_over_short(hand_over),
        "lines": [
            {
                "item": line.item.code,
                "dossier": line.item.dossier.code,
                "state": line.item.state,
                "verdict": line.verdict or None,
                "listed": line.listed,
            }
            for line in lines
        ],
        "extra": list(hand_over.extra),
        "note": hand_over.note,
        "resolution": hand_over.resolution,
    }


def receipt_answer(receipt: Receipt) -> dict[str, Any]:
    """A receipt: its id, its signed text, and where its paper is."""
    return {
        "id": str(receipt.id),
        "party": receipt.party,
        "signed": receipt.signed,
        "issued_at": receipt.issued_at,
        "pdf": reverse("hand-over-receipt-pdf", args=[receipt.hand_over.code]) + f"?party={receipt.party}",
    }
