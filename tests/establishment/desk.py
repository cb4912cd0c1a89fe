"""Sound acts of the people of Chư Sê, and what the ledger says of their offices."""

from datetime import date
from typing import Any
from uuid import UUID

from delegation.establishment.commands.publishing import Publishing
from delegation.establishment.commands.staffing import Appointing
from delegation.establishment.commands.training import NewTraining
from delegation.establishment.states import STREAM_KIND
from postal_services.accounts.actors import Role
from postal_services.documents import attachments
from postal_services.documents.models import Attachment
from postal_services.ledger.models import Line, Stream
from tests.documents.files import Sent, pdf
from tests.mandates.world import EXTRACT, SPLIT

TODAY = date(2019, 8, 5)
"""The day of the cast."""


def attachment(words: str = "Danh sach du lop tap huan", name: str = "Danh sách.pdf") -> Attachment:
    return attachments.take(Sent(pdf(words), name))


def appointing(**changes: Any) -> Appointing:
    """A new clerk at the post office of Chư Sê."""
    sound = {
        "office": "BC-633",
        "role": Role.CLERK,
        "valid_from": TODAY,
        "username": "ksor.hlan",
        "full_name": "Ksor H’Lan",
    }
    return Appointing(**{**sound, **changes})


def publishing(**changes: Any) -> Publishing:
    """Two procedures announced by Chư Sê."""
    sound = {
        "committee": "UB-633",
        "posted_days": {EXTRACT: 3, SPLIT: 12},
        "document_number": "12/TB-UBND",
    }
    return Publishing(**{**sound, **changes})


def training(people: tuple[UUID | None, ...], **changes: Any) -> NewTraining:
    """A training held today at the desk and the post office of Chư Sê."""
    sound = {
        "offices": ("UB-633", "BC-633"),
        "on": TODAY,
        "topic": "hand_over",
        "people": tuple(person for person in people if person),
        "attachment": changes.pop("attachment") if "attachment" in changes else attachment().pk,
    }
    return NewTraining(**{**sound, **changes})


def lines(office: str, machine: str = "") -> list[Line]:
    """What the ledger says of an office, in order."""
    stream = Stream.objects.filter(kind=STREAM_KIND, code=office).first()
    found = Line.objects.filter(stream_id=stream.id).order_by("seq") if stream else Line.objects.none()
    return [line for line in found if machine in {"", line.machine}]


def said(office: str, machine: str = "") -> list[str]:
    """The actions."""
    return [line.action for line in lines(office, machine)]
