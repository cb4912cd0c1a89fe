"""Taking money at a counter, or at the agency's desk."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from delegation.dossiers import steps as cases
from delegation.dossiers.models import Dossier
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere
from postal_services.ledger import writer
from tracking.cash import policies, steps
from tracking.cash.amounts import Amounts
from tracking.cash.models import Method, Place, Taking
from tracking.cash.reasons import SAID
from tracking.cash.refusals import NothingTaken
from tracking.cash.steps import Ask, CaseRef
from tracking.cash.validation import check_amounts, check_choice, check_document, check_words, require


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What somebody pays: three columns, how, and what the taker notes about it.

    ``total`` is checked against the columns when it is given. ``agency_receipt`` is the number of the receipt (biên
    lai) that the agency itself gave out for its fee. ``next_day`` books the money on the day after a closed one.
    """

    amounts: Amounts
    total: int | None = None
    method: str = Method.CASH
    reason: str = ""
    office: str = ""
    agency_receipt: str = ""
    bank_reference: str = ""
    words: str = ""
    next_day: bool = False


@transaction.atomic(durable=True)
def take_money(*, actor: Actor, dossier: str, payment: Payment, now: datetime | None = None) -> Taking:
    """Take what is outstanding on a dossier, or another sum with a reason; gives the taking with its number.

    Raises NotThere for a dossier of others; AmountDiffers, NothingOutstanding, DayClosed and the refusals of the
    fields. Nothing is written then.
    """
    at = now or clock.now()
    office = policies.require_may_take(actor, payment.office)
    require(
        check_amounts(payment.amounts, total=payment.total),
        check_choice("method", payment.method, Method.values),
        check_choice("reason", payment.reason, SAID, needed=False),
        check_document("agency_receipt", payment.agency_receipt.strip()),
        check_document("bank_reference", payment.bank_reference.strip()),
        check_words("words", payment.words),
    )
    heads, found = cases.lock_cases(Dossier.objects.visible_to(actor).filter(code=dossier))
    if not found:
        raise NotThere
    case = found[0]
    ask = Ask(
        dossier=CaseRef(case.id, case.code, case.committee_id, case.post_office_id),
        amounts=payment.amounts,
        at=at,
        place=Place.COUNTER if office.is_post else Place.AGENCY,
        method=payment.method,
        reason=payment.reason,
        next_day=payment.next_day,
        agency_receipt=payment.agency_receipt.strip(),
        bank_reference=payment.bank_reference.strip(),
        words=payment.words.strip(),
    )
    prepared = steps.prepare(actor, office.code, [ask], heads=heads, now=at)
    if not prepared.takings:
        raise NothingTaken
    writer.append(heads, prepared.entries, recorded_at=at)
    steps.save(prepared)
    return prepared.takings[0]
