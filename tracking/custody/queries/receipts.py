"""What the signed text of a receipt proves."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog

from delegation.registry.models import Office
from postal_services.documents import signed
from postal_services.documents.models import RevokedReceipt
from tracking.custody.models import Receipt

_log = structlog.get_logger(__name__)

_BREAKS = dict.fromkeys(map(ord, "\r\n\t"))
REVOKED = "revoked"
GENUINE = "genuine"

_WORDS: dict[str, tuple[str, str]] = {
    GENUINE: (
        "Biên nhận thật: chữ ký đúng và chưa bị thu hồi. Đối chiếu các số liệu dưới đây với tờ giấy.",
        "The receipt is genuine: its signature is right and it was not taken back. Compare these facts with the paper.",
    ),
    REVOKED: (
        "Biên nhận do hệ thống ký nhưng đã bị thu hồi, không còn giá trị. Hỏi nơi giao nhận ghi trên biên nhận.",
        "The receipt was signed by this system but taken back since. Ask the offices named on it.",
    ),
}


@dataclass(frozen=True, slots=True)
class SignedFacts:
    """What a receipt with a right signature says, with the offices' names; nothing of any citizen.

    ``party`` is ``giver`` or ``receiver``: whose copy it is. ``hand_over`` is the list's code, empty when this system
    does not keep the receipt's row. ``digest`` and ``root`` are lower-case hexadecimal, as printed.
    """

    receipt_id: UUID
    issued_at: datetime
    party: str
    giver: str
    giver_name: str
    receiver: str
    receiver_name: str
    counts: signed.Counts
    hand_over: str
    digest: str
    root: str
    key_id: str
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReceiptCheck:
    """Whether a text is a receipt signed here. ``genuine`` is about the signature alone; ``revoked`` came after it.

    ``reason`` is a stable word (``genuine``, ``revoked``, or why not: ``not_ours``, ``damaged``, ``unknown_version``,
    ``unknown_key``, ``wrong_signature``); ``facts`` is None unless the signature is right.
    """

    genuine: bool
    revoked: bool
    reason: str
    vi: str
    en: str
    facts: SignedFacts | None = None

    @property
    def counts_as_proof(self) -> bool:
        """Signed here, and not taken back."""
        return self.genuine and not self.revoked

    def detail(self, language: str = "vi") -> str:
        """The sentence for the person, in ``vi`` (default) or ``en``."""
        return self.en if language == "en" else self.vi


def verify_receipt(text: str) -> ReceiptCheck:
    """What the signed text of a receipt (``VB1:…``) proves; every call is noted in the log without the text.

    Line breaks that a mail program or a narrow field put into the text are forgiven; a blank inside it is one of its
    characters and counts. At most four queries.
    """
    checked = signed.verify(text.translate(_BREAKS))
    if isinstance(checked, signed.NotGenuine):
        reason = str(checked.reason)
        _log.info("receipt_checked", reason=reason)
        return ReceiptCheck(
            genuine=False, revoked=False, reason=reason, vi=checked.detail("vi"), en=checked.detail("en")
        )
    revoked_at = _revoked_at(checked.facts.receipt_id)
    reason = REVOKED if revoked_at else GENUINE
    vi, en = _WORDS[reason]
    _log.info("receipt_checked", reason=reason, receipt=str(checked.facts.receipt_id))
    facts = _facts(checked, revoked_at)
    return ReceiptCheck(genuine=True, revoked=bool(revoked_at), reason=reason, vi=vi, en=en, facts=facts)


def _revoked_at(receipt_id: UUID) -> datetime | None:
    return RevokedReceipt.objects.filter(receipt_id=receipt_id).values_list("revoked_at", flat=True).first()


def _facts(checked: signed.Verified, revoked_at: datetime | None) -> SignedFacts:
    said = checked.facts
    names = dict(Office.objects.filter(code__in=[said.giver, said.receiver]).values_list("code", "name"))
    kept = Receipt.objects.filter(id=said.receipt_id).values_list("hand_over__code", flat=True).first()
    return SignedFacts(
        receipt_id=said.receipt_id,
        issued_at=said.issued_at,
        party=said.party.name.lower(),
        giver=said.giver,
        giver_name=names.get(said.giver, said.giver),
        receiver=said.receiver,
        receiver_name=names.get(said.receiver, said.receiver),
        counts=said.counts,
        hand_over=kept or "",
        digest=said.digest.hex(),
        root=said.root.hex(),
        key_id=checked.key_id,
        revoked_at=revoked_at,
    )
