"""What the papers about money share: the letterhead of an office and the words of the figures that are unverified."""

from datetime import date

from django.conf import settings

from delegation.registry import parameters
from delegation.registry.models import Office
from delegation.registry.parameters import Key
from delegation.registry.refusals import NoParameter
from postal_services.documents.papers import Letterhead

PROVINCE = "Gia Lai"


def letterhead(office: Office) -> Letterhead:
    """The head of a paper that ``office`` issues."""
    above = office.parent.name if office.parent else ""
    return Letterhead(agency=office.name, above=above, place=PROVINCE, hotline=settings.HOTLINE)


def unverified_transfer(on: date) -> str:
    """What a paper or page says about the transfer charge: its source, and that nobody verified it; empty once it is.

    The figure itself is a row of the table of parameters.
    """
    try:
        value = parameters.value(Key.TRANSFER_CHARGE, on)
    except NoParameter:
        return "Mức cước chuyển nộp chưa kiểm chứng."
    if value.verified:
        return ""
    basis = value.legal_basis.rstrip(".") or "chưa có căn cứ"
    return f"Mức cước chuyển nộp: {basis}, chưa kiểm chứng."
