"""Lodging as the door above does it, without the items: judge, prepare and write in one transaction."""

from datetime import datetime
from typing import Any

from django.db import transaction

from delegation.dossiers import lodging
from delegation.dossiers.lodging import Applicant, Lodging, Paper, Prepared
from delegation.dossiers.models import Dossier
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import Refused
from tests.mandates import world

PAPER = Paper("Trích lục khai sinh", "original", 1)


def applicant(**changes: Any) -> Applicant:
    """A citizen of Ia Tiêm."""
    fields = {"name": "Rơ Châm H'Nhung", "phone": "0905000001", "address": "Làng Ring", "unit": "23947"}
    return Applicant(**{**fields, **changes})


def slip(**changes: Any) -> Lodging:
    """A sound lodging at Chư Sê: the result goes home by post."""
    fields: dict[str, Any] = {
        "procedure": world.EXTRACT,
        "service": "return",
        "committee": "633",
        "weight_g": 80,
        "state_fee": 8000,
        "applicant": applicant(),
        "papers": (PAPER,),
    }
    return Lodging(**{**fields, **changes})


def many(count: int, **changes: Any) -> list[Lodging]:
    """Lodgings of as many different people."""
    return [
        slip(**{"applicant": applicant(name=f"Nguyễn Văn {_spelled(n)}", phone=f"09120{n:05d}"), **changes})
        for n in range(1, count + 1)
    ]


def _spelled(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


@transaction.atomic(durable=True)
def lodge_many(actor: Actor, lodgings: list[Lodging], now: datetime | None = None) -> list[Dossier | Refused]:
    """What the command above does, items aside."""
    moment = now or clock.now()
    outcomes = lodging.prepare_many(actor, lodgings, moment)
    lodging.write_many([each for each in outcomes if isinstance(each, Prepared)], moment)
    return [each.dossier if isinstance(each, Prepared) else each for each in outcomes]


def lodge(actor: Actor, **changes: Any) -> Dossier:
    """One dossier taken in, or its refusal raised."""
    outcome = lodge_many(actor, [slip(**changes)])[0]
    if isinstance(outcome, Refused):
        raise outcome
    return outcome
