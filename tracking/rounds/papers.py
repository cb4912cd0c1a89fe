"""From rows to paper: the postman's list and the card that is left at a door."""

from collections.abc import Sequence
from datetime import date
from typing import BinaryIO

from django.conf import settings

from delegation.dossiers import marks
from delegation.registry.models import Office
from postal_services.documents import tokens
from postal_services.documents.papers.calling_card import CallingCard, render_calling_card
from postal_services.documents.papers.frame import Letterhead
from postal_services.documents.papers.round_list import RoundList, RoundStop, render_round_list
from postal_services.web.formats import phone as phone_words
from tracking.custody.reasons import REASONS

from . import days
from .models import Round
from .queries.rounds import Visit
from .states import StopOutcome, WishKind

_PROVINCE = "Gia Lai"


def round_pdf(round_: Round, visits: Sequence[Visit], out: BinaryIO) -> None:
    """BD13 of a round, A4 across; what was split out is left off."""
    going = [each for each in visits if each.stop.outcome != StopOutcome.SPLIT]
    render_round_list(
        RoundList(
            letterhead=_letterhead(round_.office, marks.of(each.dossier for each in going)),
            code=round_.code,
            day=round_.day,
            office=round_.office.name,
            postman=round_.postman.get_full_name() or round_.postman.username,
            stops=tuple(_line(each) for each in going),
            made_at=round_.drafted_at,
            taken_out_at=round_.taken_out_at,
            root=round_.root,
        ),
        out,
    )


def card_pdf(round_: Round, visit: Visit, until: date | None, out: BinaryIO) -> None:
    """The card for one stop that could not be delivered; ``until`` is the last day it is kept."""
    stop, dossier = visit.stop, visit.dossier
    rule = days.hold_days(round_.day)
    mark = "" if rule.verified else ", chưa kiểm chứng"
    render_calling_card(
        CallingCard(
            letterhead=_letterhead(round_.office, marks.of([dossier])),
            code=visit.item.code,
            receiver=dossier.applicant_name,
            attempt=stop.attempt,
            reason=REASONS[stop.reason].vi if stop.reason in REASONS else "không phát được",
            attempted_at=stop.worked_at or round_.drafted_at,
            place=round_.office.name,
            place_address=round_.office.address,
            until=until,
            until_note=f"lưu {rule.whole} ngày{mark}",
            again_on=stop.again_on,
            state_fee=stop.state_fee,
            postal=stop.postal,
            transfer=stop.transfer,
            old_papers=dossier.procedure.withdraws_papers,
            url=tokens.url_for(dossier.token, settings.PUBLIC_HOST),
        ),
        out,
    )


def _line(visit: Visit) -> RoundStop:
    stop, dossier = visit.stop, visit.dossier
    notes = []
    if stop.attempt > 1:
        notes.append(f"Lần phát {stop.attempt}")
    if visit.wish is not None and visit.wish.kind != WishKind.DELIVER_ON:
        notes.append(WishKind(visit.wish.kind).label)
    if visit.item.takes_papers:
        notes.append("Thu giấy tờ cũ")
    return RoundStop(
        code=visit.item.code,
        dossier=marks.code(dossier),
        receiver=dossier.applicant_name,
        phone=phone_words(dossier.applicant_phone) if dossier.applicant_phone else "",
        address=visit.place,
        state_fee=stop.state_fee,
        postal=stop.postal,
        transfer=stop.transfer,
        note="; ".join(notes),
        outcome=StopOutcome(stop.outcome).label if stop.outcome else "",
    )


def _letterhead(office: Office, mark: str) -> Letterhead:
    return Letterhead(agency=office.name, place=_PROVINCE, hotline=settings.HOTLINE, mark=mark)
