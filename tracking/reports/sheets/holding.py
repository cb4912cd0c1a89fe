"""Who has what is late or unsigned: the office, for how long, and whose turn it is (item 4 of the notice)."""

from datetime import datetime
from uuid import UUID

from delegation.dossiers.states import PAUSING, DossierState
from postal_services.accounts.actors import Actor
from tracking.custody.models import Item
from tracking.custody.states import FINAL, ItemState
from tracking.measures import queries as measures
from tracking.measures.keys import Key
from tracking.measures.models import CaseFacts
from tracking.reports.quarters import Span

from .figures import Holding

SHOWN = 10
AGENCY, POST, CITIZEN = "Cơ quan giải quyết", "Bưu điện", "Người dân"
_WHY = {Key.LATE_OPEN: "Quá hạn", Key.LIMBO_OPEN: "Chờ ký nhận"}


def holdings(actor: Actor, committee: str, span: Span, now: datetime) -> list[Holding]:
    """The cases of a committee that stood late or unsigned at the end of a span, as they are held ``now``.

    Of each kind the oldest ten; four statements. Nobody is named: the office answers.
    """
    why: dict[UUID, str] = {}
    cases: dict[UUID, CaseFacts] = {}
    with measures.one_look() as look:
        for key, words in _WHY.items():
            for row in measures.behind(actor, key, committee, span.first, span.as_of, look=look)[:SHOWN]:
                cases[row.pk] = row
                why[row.pk] = f"{why[row.pk]}, {words.lower()}" if row.pk in why else words
    items = _items(list(cases))
    found = [_holding(row, why[pk], items.get(pk), now) for pk, row in cases.items()]
    return sorted(found, key=lambda each: (-each.held, each.dossier))


def _items(cases: list[UUID]) -> dict[UUID, Item]:
    """Of each case the item that is on its way; one statement."""
    rows = Item.objects.filter(dossier__in=cases).exclude(state__in=FINAL)
    rows = rows.select_related("holder_office", "offered_in__receiver", "destination").order_by("since")
    return {item.dossier_id: item for item in rows if item.state != ItemState.REGISTERED or item.offered_at}


def _holding(row: CaseFacts, why: str, item: Item | None, now: datetime) -> Holding:
    dossier = row.dossier
    if item is None:
        since = dossier.paused_at or row.received_at or row.lodged_at
        office, turn = row.committee.name, _turn(dossier.state)
    else:
        since, office = item.since, item.holder_office.name
        turn = POST if item.holder_office.is_post else AGENCY
    return Holding(
        dossier=dossier.code,
        is_simulated=dossier.is_simulated,
        procedure=row.procedure.name,
        why=why,
        office=office,
        since=since,
        held=now - since,
        waiting_for=_signer(item) if item else "",
        turn=turn,
    )


def _turn(state: int) -> str:
    if state in PAUSING and state != DossierState.STOPPED:
        return CITIZEN
    return AGENCY


def _signer(item: Item) -> str:
    if item.offered_at is None:
        return ""
    return item.offered_in.receiver.name if item.offered_in else item.destination.name
