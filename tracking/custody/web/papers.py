"""Papers to print: the A4 list, receipts, labels."""

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from delegation.registry.actors import actor_from
from postal_services.accounts.actors import Actor
from postal_services.accounts.reads import note_reads
from postal_services.errors import NotThere
from tracking.custody import papers, policies, proof_papers
from tracking.custody.models import HandOver, Item, Receipt
from tracking.custody.models.hand_overs import Party
from tracking.custody.queries import hand_overs as hand_over_reads
from tracking.custody.queries import items as item_reads
from tracking.custody.queries import proofs as proof_reads
from tracking.custody.web.doors import signed_in

_IN_MEMORY = 2 * 1024 * 1024
_FOR_LABELS = ("dossier__unit__parent", "dossier__committee", "dossier__post_office", "destination")


@signed_in
@require_safe
def list_paper(request: HttpRequest, code: str) -> FileResponse:
    """The A4 list of a hand-over, for both sides to sign."""
    found = _visible(actor_from(request), code)
    return answer(f"{found.code}.pdf", lambda out: papers.list_pdf(found, out))


@signed_in
@require_safe
def receipt_paper(request: HttpRequest, code: str) -> FileResponse:
    """The receipt of one side (``?ben=giver`` or ``receiver``; the asker's own when not said)."""
    actor = actor_from(request)
    found = _visible(actor, code)
    asked = request.GET.get("ben", "")
    receiving = policies.may_countersign(actor, found) and not policies.may_give(actor, found)
    party = asked if asked in Party.values else Party.RECEIVER if receiving else Party.GIVER
    receipt = (
        Receipt.objects.filter(hand_over=found, party=party)
        .select_related("hand_over__giver", "hand_over__receiver")
        .select_related("hand_over__proposed_by", "hand_over__countersigned_by")
        .first()
    )
    if receipt is None:
        raise NotThere
    policies.require_may_read_receipt(actor, receipt)
    return answer(f"{found.code}-{party}.pdf", lambda out: papers.receipt_pdf(receipt, out))


@signed_in
@require_safe
def list_labels(request: HttpRequest, code: str) -> FileResponse:
    """Labels of all items of a list (``?kho=a4``: eight to a sheet); for the giver, and noted as a read."""
    actor = actor_from(request)
    found = _visible(actor, code)
    policies.require_may_give(actor, found)
    rows = Item.objects.visible_to(actor).filter(hand_over_lines__hand_over=found)
    items = list(rows.select_related(*_FOR_LABELS).order_by("hand_over_lines__position"))
    return _labels(request, actor, items, f"tem-{found.code}.pdf")


@signed_in
@require_safe
def item_label(request: HttpRequest, code: str) -> FileResponse:
    """The label of one item; for those who may read where it goes, and noted as a read."""
    actor = actor_from(request)
    rows = Item.objects.visible_to(actor).select_related(*_FOR_LABELS, "dossier__procedure", "holder_office")
    found = rows.filter(code=code.upper()).first()
    if found is None or not item_reads.may_read_recipient(actor, found):
        raise NotThere
    return _labels(request, actor, [found], f"tem-{found.code}.pdf")


@signed_in
@require_safe
def advice_paper(request: HttpRequest, code: str) -> FileResponse:
    """The advice of delivery with name and signature; for the agency and the office that delivered, and noted."""
    actor = actor_from(request)
    rows = Item.objects.visible_to(actor).select_related("dossier__procedure", "dossier__committee")
    found = rows.filter(code=code.upper()).first()
    proof = proof_reads.latest(actor, found) if found is not None else None
    if found is None or proof is None or not proof_reads.may_read_names(actor, proof):
        raise NotThere
    note_reads(actor, "advice_of_delivery", [found.dossier_id], proof_reads.PERSONAL)
    shown = proof_reads.shown(proof, with_names=True)
    return answer(f"bao-phat-{found.code}.pdf", lambda out: proof_papers.advice_pdf(found, shown, out))


def _labels(request: HttpRequest, actor: Actor, items: list[Item], name: str) -> FileResponse:
    note_reads(actor, "label", {item.dossier_id for item in items}, papers.ON_LABELS)
    sheets = request.GET.get("kho") == "a4"
    return answer(name, lambda out: papers.labels_pdf(items, out, sheets=sheets))


def _visible(actor: Actor, code: str) -> HandOver:
    found = hand_over_reads.find(actor, code)
    if found is None:
        raise NotThere
    return found


def answer(name: str, draw: Callable[[BinaryIO], None]) -> FileResponse:
    """A PDF shown in the browser and kept by nothing in between; drawn into memory, and on disk when it grows."""
    out = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the answer closes it when it has been sent
    draw(cast("BinaryIO", out))
    out.seek(0)
    headers = {"Cache-Control": "private, no-store"}
    return FileResponse(out, filename=name, content_type="application/pdf", headers=headers)
