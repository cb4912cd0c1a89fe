"""From a kept proof to paper: the advice of delivery."""

from typing import BinaryIO

from django.conf import settings

from delegation.dossiers import marks
from postal_services import clock
from postal_services.documents import papers, tokens
from postal_services.documents.papers import AdviceOfDelivery, Letterhead
from postal_services.documents.papers.frame import vn_day

from .models import Item
from .queries.proofs import Shown, checked_words

_PROVINCE = "Gia Lai"


def advice_pdf(item: Item, proof: Shown, out: BinaryIO) -> None:
    """The advice of delivery, for the agency and the office that delivered; the item comes with its dossier."""
    dossier = item.dossier
    advice = AdviceOfDelivery(
        letterhead=Letterhead(agency=proof.office, place=_PROVINCE, hotline=settings.HOTLINE, mark=marks.of([dossier])),
        item=item.code,
        dossier=dossier.code,
        procedure=dossier.procedure.name,
        url=tokens.url_for(dossier.token, settings.PUBLIC_HOST),
        receiver=proof.receiver,
        relation=proof.relation,
        basis=proof.basis,
        method=checked_words(proof),
        delivered_at=proof.taken_at,
        office=proof.office,
        postman=proof.postman,
        digest=proof.digest,
        line=proof.line,
        document=proof.document,
        witness=proof.witness,
        signature=proof.signature,
        matches=proof.matches,
        emptied=vn_day(clock.day_of(proof.emptied_at)) if proof.emptied_at else "",
    )
    papers.render_advice_of_delivery(advice, out)
