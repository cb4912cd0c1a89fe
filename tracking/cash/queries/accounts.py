"""What dossiers owe, what was paid, what is outstanding."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from postal_services.statements import prepared_cursor
from tracking.cash import billing
from tracking.cash.amounts import NOTHING, Amounts


@dataclass(frozen=True, slots=True)
class Account:
    """The money of one dossier; VND in three columns."""

    charges: Amounts
    """As computed when it was lodged, with every correction since."""
    owed: Amounts
    """The part of the charges that its state makes billable."""
    paid: Amounts
    """Taken, less reversed, less refunded."""
    service: str = ""
    state: int = 0

    @property
    def outstanding(self) -> Amounts:
        """Still to be taken."""
        return (self.owed - self.paid).above_zero

    @property
    def overpaid(self) -> Amounts:
        """Paid above what is owed: what may be refunded."""
        return (self.paid - self.owed).above_zero


NO_ACCOUNT = Account(NOTHING, NOTHING, NOTHING)

_ACCOUNTS = """
SELECT d.id, d.state, d.service,
       d.state_fee + coalesce(c.state_fee, 0), d.postal_charge + coalesce(c.postal, 0),
       d.transfer_charge + coalesce(c.transfer, 0),
       coalesce(t.state_fee, 0), coalesce(t.postal, 0), coalesce(t.transfer, 0)
  FROM dossiers_dossier d
  LEFT JOIN LATERAL (SELECT sum(state_fee) AS state_fee, sum(postal) AS postal, sum(transfer) AS transfer
                       FROM cash_taking WHERE dossier_id = d.id) t ON true
  LEFT JOIN LATERAL (SELECT sum(state_fee) AS state_fee, sum(postal) AS postal, sum(transfer) AS transfer
                       FROM cash_chargecorrection WHERE dossier_id = d.id) c ON true
 WHERE d.id = ANY(%b::uuid[])
"""


def accounts(dossiers: Iterable[UUID]) -> dict[UUID, Account]:
    """The account of each dossier; one statement, whatever their number. Unknown ones are left out."""
    with prepared_cursor() as cursor:
        cursor.execute(_ACCOUNTS, [sorted(set(dossiers))])
        rows = cursor.fetchall()
    found: dict[UUID, Account] = {}
    for dossier, state, service, *sums in rows:
        figures = [int(each) for each in sums]
        charges, paid = Amounts(*figures[:3]), Amounts(*figures[3:])
        found[dossier] = Account(charges, billing.owed(state, service, charges), paid, service, state)
    return found


def outstanding(dossiers: Iterable[UUID]) -> dict[UUID, Amounts]:
    """What is still to be taken on each dossier, in three columns; one statement. Unknown ones are left out."""
    return {dossier: account.outstanding for dossier, account in accounts(dossiers).items()}
