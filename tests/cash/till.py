"""Money in tests: dossiers that owe, people who pay, and the check that every đồng is found again in the ledger."""

from typing import Any

from django.db.models import Sum

from delegation.dossiers.models import Dossier
from postal_services.accounts.actors import Actor
from postal_services.ledger.models import Line
from postal_services.ledger.projections import all_projections
from tests.cast import Cast, item, lodge
from tracking.cash.amounts import Amounts
from tracking.cash.commands.days import Count, close_day
from tracking.cash.commands.take import Payment, take_money
from tracking.cash.models import CashDay, Taking
from tracking.cash.queries import outstanding

OWED = Amounts(state_fee=8_000, postal=26_000, transfer=8_000)
"""What a return in Chư Sê owes for a copy with a fee of 8,000 đồng, without any exemption."""


def dossiers(cast: Cast, count: int = 1, **changes: Any) -> list[Dossier]:
    """New dossiers that owe money."""
    return [item(code).dossier for code in lodge(cast, count, **changes)]


def owes(dossier: Dossier) -> Amounts:
    """What is outstanding on it now."""
    return outstanding([dossier.pk])[dossier.pk]


def pay(actor: Actor, dossier: Dossier, amounts: Amounts | None = None, **changes: Any) -> Taking:
    """Somebody takes what is outstanding, or another sum."""
    paid = owes(dossier) if amounts is None else amounts
    return take_money(actor=actor, dossier=dossier.code, payment=Payment(amounts=paid, **changes))


def day_of(actor: Actor) -> CashDay:
    """The only day of a person."""
    return CashDay.objects.get(person=actor.user_id)


def close(actor: Actor, counted: int, code: str = "", **changes: Any) -> CashDay:
    """Somebody counts their day."""
    day = code or CashDay.objects.filter(person=actor.user_id).latest("on").code
    return close_day(actor=actor, code=day, count=Count(counted=counted, **changes))


def ledger_says() -> Amounts:
    """The three columns, added up over the lines of the ledger alone."""
    columns = [Amounts(*(line.data[name] for name in ("state_fee", "postal", "transfer"))) for line in money_lines()]
    return sum(columns, start=Amounts())


def rows_say() -> Amounts:
    """The three columns, added up over the rows."""
    sums = Taking.objects.aggregate(a=Sum("state_fee"), b=Sum("postal"), c=Sum("transfer"))
    return Amounts(sums["a"] or 0, sums["b"] or 0, sums["c"] or 0)


def money_lines() -> list[Line]:
    """Every line about money that moved."""
    return list(Line.objects.filter(machine="taking").order_by("stream_id", "seq"))


def differences() -> list[str]:
    """What the projections of this room find wrong."""
    mine = [each for each in all_projections() if each.name.startswith("cash.")]
    return [str(found) for each in mine for found in each.differences()]
