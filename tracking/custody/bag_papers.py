"""A bag on paper: its manifest and its label."""

from collections.abc import Sequence
from typing import BinaryIO

from django.conf import settings

from delegation.dossiers import marks
from postal_services.documents.papers.bag import (
    BaggedItem,
    BagLabel,
    BagManifest,
    render_bag_label,
    render_bag_manifest,
)
from postal_services.documents.papers.frame import Letterhead, Side

from .bagging import codes as bag_codes
from .models import Bag, BagItem, Found
from .queries.bags import goal_of

_PROVINCE = "Gia Lai"


def manifest_pdf(bag: Bag, lines: Sequence[BagItem], out: BinaryIO) -> None:
    """The A4 manifest (bảng kê túi) of a bag with its offices and people joined; no query."""
    render_bag_manifest(
        BagManifest(
            letterhead=Letterhead(
                agency=bag.origin.name, place=_PROVINCE, hotline=settings.HOTLINE, mark=_mark(_listed(lines))
            ),
            code=bag.code,
            begun_at=bag.sealed_at or bag.begun_at,
            origin=Side(bag.origin.name, bag.origin_id, _name(bag.sealed_by or bag.begun_by)),
            destination=Side(bag.destination.name, bag.destination_id, _name(bag.opened_by)),
            goal=f"{bag.goal.name} ({bag.goal_id})",
            items=tuple(_row(line) for line in _listed(lines)),
            seal=bag.seal,
            sealed_at=bag.sealed_at,
            opened_at=bag.opened_at,
            seal_read=bag.seal_read,
            extra=tuple(bag.extra),
            root=bag.root,
            url=bag_codes.url_for(bag.token, settings.PUBLIC_HOST),
        ),
        out,
    )


def label_pdf(bag: Bag, lines: Sequence[BagItem], out: BinaryIO) -> None:
    """The 100 x 150 mm label of a bag; no query."""
    inside = [line for line in _listed(lines) if line.found != Found.LEFT]
    render_bag_label(
        BagLabel(
            code=bag.code,
            origin=bag.origin.name,
            destination=bag.destination.name,
            goal=bag.goal.name,
            seal=bag.seal,
            items=len(inside),
            weight_g=sum(line.item.dossier.weight_g for line in inside),
            sealed_at=bag.sealed_at,
            url=bag_codes.url_for(bag.token, settings.PUBLIC_HOST),
            hotline=settings.HOTLINE,
            mark=_mark(inside),
        ),
        out,
    )


def _mark(lines: Sequence[BagItem]) -> str:
    return marks.of(line.item.dossier for line in lines)


def _listed(lines: Sequence[BagItem]) -> list[BagItem]:
    return [line for line in lines if line.listed]


def _row(line: BagItem) -> BaggedItem:
    dossier = line.item.dossier
    remark = "" if line.found in ("", Found.RECEIVED) else Found(line.found).label
    return BaggedItem(
        code=line.item.code,
        dossier=marks.code(dossier),
        towards=goal_of(line.item).name,
        weight_g=dossier.weight_g,
        remark=remark,
    )


def _name(person: object | None) -> str:
    return str(person) if person else ""
