"""From rows to paper: fills the papers of the house and draws them."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from django.conf import settings

from delegation.dossiers import marks
from delegation.dossiers.models import Dossier
from delegation.registry.models import Office
from postal_services.documents import papers, signed, tokens
from postal_services.documents.papers import HandOverList, HandOverReceipt, Label, Letterhead, ListedItem, Side

from . import forwarding
from .models import HandOver, HandOverLine, Item, Leg, Receipt
from .models.hand_overs import Party
from .states import FINAL, PAPERS_HOME, ItemState, Verdict

_PROVINCE = "Gia Lai"
_AT_ONCE = 200
_HOME = "B · CHUYỂN HOÀN VỀ CƠ QUAN GỬI"
_PAPERS_HOME = "B · GIẤY TỜ TRẢ LẠI NGƯỜI NỘP"
_SENT_ON = "ĐÃ CHUYỂN TIẾP – xem bản kê đi phát"
ON_LABELS = ("applicant_name", "applicant_phone", "applicant_address")
"""Personal data that a label shows; who prints one reads it."""


def list_pdf(hand_over: HandOver, out: BinaryIO) -> None:
    """The A4 list that both sides sign; four queries."""
    lines = _lines(hand_over)
    papers.render_hand_over_list(
        HandOverList(
            letterhead=_letterhead(hand_over.giver, marks.of(line.item.dossier for line in lines)),
            code=hand_over.code,
            made_at=hand_over.proposed_at or hand_over.drafted_at,
            giver=_side(hand_over.giver, hand_over.proposed_by or hand_over.drafted_by),
            receiver=_side(hand_over.receiver, hand_over.countersigned_by),
            items=tuple(_listed(line) for line in lines if line.listed),
            root=hand_over.root,
            url=tokens.url_for(hand_over.token, settings.PUBLIC_HOST),
            confirmed_at=hand_over.countersigned_at,
            note=hand_over.note,
        ),
        out,
    )


def receipt_pdf(receipt: Receipt, out: BinaryIO) -> None:
    """The A5 receipt of one side, with both codes."""
    hand_over = receipt.hand_over
    lines = _lines(hand_over)
    listed = [line for line in lines if line.listed]
    dossiers = {line.item.code: marks.code(line.item.dossier) for line in lines}
    papers.render_receipt(
        HandOverReceipt(
            letterhead=_letterhead(
                hand_over.giver if receipt.party == Party.GIVER else hand_over.receiver,
                marks.of(line.item.dossier for line in lines),
            ),
            number=str(receipt.id)[-12:].upper(),
            hand_over=hand_over.code,
            issued_at=receipt.issued_at,
            party=signed.Party.GIVER if receipt.party == Party.GIVER else signed.Party.RECEIVER,
            giver=_side(hand_over.giver, hand_over.proposed_by),
            receiver=_side(hand_over.receiver, hand_over.countersigned_by),
            counts=counts_of(listed, hand_over.extra),
            items=(
                *(papers.ReceiptItem(line.item.code, line.verdict, marks.code(line.item.dossier)) for line in listed),
                *(papers.ReceiptItem(code, "extra", dossiers.get(code, "")) for code in hand_over.extra),
            ),
            root=hand_over.root,
            url=tokens.url_for(hand_over.token, settings.PUBLIC_HOST),
            signed=receipt.signed,
            check_at=f"{settings.PUBLIC_HOST}/bien-nhan",
            note=hand_over.note,
        ),
        out,
    )


def counts_of(listed: Iterable[HandOverLine], extra: Iterable[str]) -> signed.Counts:
    """How many of a list were received, missing, damaged, and came on top."""
    verdicts = [line.verdict for line in listed]
    return signed.Counts(
        listed=len(verdicts),
        received=sum(verdict in (Verdict.RECEIVED, Verdict.DAMAGED) for verdict in verdicts),
        missing=verdicts.count(Verdict.MISSING),
        damaged=verdicts.count(Verdict.DAMAGED),
        extra=len(list(extra)),
    )


def labels_pdf(items: Iterable[Item], out: BinaryIO, *, sheets: bool = False) -> None:
    """Labels, one a page of 100 by 150 mm, or eight to an A4 sheet; items come with dossier and offices joined."""
    render = papers.render_label_sheets if sheets else papers.render_labels
    render(_each(items), out)


def _each(items: Iterable[Item]) -> Iterator[Label]:
    """The labels some at a time, so that a generator of thousands is never held as a whole."""
    rest = iter(items)
    while some := list(islice(rest, _AT_ONCE)):
        away = forwarding.sent_on([item for item in some if item.leg == Leg.B])
        yield from (label(item, sent_on=item.id in away) for item in some)


def label(item: Item, *, sent_on: bool = False) -> Label:
    """The label of one item: to the citizen with name and address, to the agency without.

    Never an address where the item must not go: what goes home bears its agency, and what was ``sent_on`` to a new
    address bears none, because the new one stands on the list of the round alone.
    """
    dossier = item.dossier
    home = ItemState.RETURNING in (item.state, item.before_missing) or item.state == ItemState.RETURNED
    to_citizen = item.leg == Leg.B and not home
    pays = to_citizen and PAPERS_HOME not in item.marks
    origin = item.destination if home else dossier.committee if to_citizen else dossier.post_office
    return Label(
        code=item.code,
        leg=item.leg,
        heading=_heading(item, home=home),
        mark=marks.of([dossier]),
        origin=origin.name,
        destination=(dossier.committee if home else item.destination).name,
        recipient=dossier.applicant_name if to_citizen else dossier.committee.name,
        address=_address(dossier, sent_on=sent_on) if to_citizen else dossier.committee.address,
        phone=dossier.applicant_phone if to_citizen else dossier.committee.phone,
        url=tokens.url_for(dossier.token, settings.PUBLIC_HOST),
        dossier=dossier.code,
        state_fee=dossier.state_fee if pays else 0,
        postal_charge=dossier.postal_charge if pays else 0,
        transfer_charge=dossier.transfer_charge if pays else 0,
        weight_g=dossier.weight_g,
        instruction=_instruction(item, sent_on=sent_on and to_citizen),
        hotline=settings.HOTLINE,
    )


def _heading(item: Item, *, home: bool) -> str:
    if item.leg != Leg.B:
        return ""
    if home:
        return _HOME
    return _PAPERS_HOME if PAPERS_HOME in item.marks else ""


def _instruction(item: Item, *, sent_on: bool) -> str:
    if item.state in FINAL:
        return "Đã kết thúc hành trình"
    return _SENT_ON if sent_on else ""


def _address(dossier: Dossier, *, sent_on: bool) -> str:
    if sent_on:
        return _SENT_ON
    parts = [dossier.applicant_address, dossier.unit.name, dossier.unit.parent.name if dossier.unit.parent else ""]
    return ", ".join(part for part in parts if part)


def _lines(hand_over: HandOver) -> list[HandOverLine]:
    rows = hand_over.lines.select_related("item__dossier__procedure", "item__dossier__unit").order_by("position")
    return list(rows)


def _listed(line: HandOverLine) -> ListedItem:
    dossier = line.item.dossier
    return ListedItem(
        code=line.item.code,
        dossier=marks.code(dossier),
        procedure=dossier.procedure.name,
        area=dossier.unit.name,
        weight_g=dossier.weight_g,
        verdict=line.verdict,
    )


def _letterhead(office: Office, mark: str) -> Letterhead:
    return Letterhead(agency=office.name, place=_PROVINCE, hotline=settings.HOTLINE, mark=mark)


def _side(office: Office, person: object | None) -> Side:
    return Side(office=office.name, code=office.code, person=str(person) if person else "")
