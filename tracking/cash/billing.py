"""When a dossier owes money, said once: which states are billable, for which columns, and at which moment.

No text of law says who pays what when a case ends early; these are the rules of the house, open to a correction of the
charges of the one case (``correct_charges``).

* The fee of the State and the charge for transferring it are owed while the agency works, or has worked, on the case.
* A case the agency never took, or that the citizen withdrew, owes the State nothing; papers that were carried to the
  agency were carried all the same, so the postal charge of a sending stays.
* A return that never came about because the citizen withdrew the case owes nothing.
"""

from collections.abc import Mapping

from delegation.dossiers.states import DossierState, Service

from .amounts import NOTHING, Amounts

ALL = ("state_fee", "postal", "transfer")
POSTAL = ("postal",)

_D = DossierState
BILLABLE: Mapping[DossierState, tuple[str, ...]] = {
    _D.REGISTERED: ALL,
    _D.RECEIVED: ALL,
    _D.NOT_ACCEPTED: POSTAL,
    _D.IN_PROCESS: ALL,
    _D.SUPPLEMENT_ASKED: ALL,
    _D.FINANCIAL_DUTY: ALL,
    _D.WITHDRAWN: POSTAL,
    _D.STOPPED: ALL,
    _D.FINISHED: ALL,
    _D.GIVEN_BACK: ALL,
}
"""The columns that a dossier in each state owes."""

DUE: Mapping[tuple[Service, str], bool] = {
    (Service.SEND, "A"): True,
    (Service.SEND, "B"): False,
    (Service.RETURN, "A"): False,
    (Service.RETURN, "B"): True,
    (Service.BOTH, "A"): True,
    (Service.BOTH, "B"): True,
}
"""Whether money is asked for when leg A is taken in (at the pickup, at the counter) or leg B delivered (at the door).

For both ways everything is due when the papers are taken in; what was not paid then is asked for at the door.
"""


def owed(state: int, service: str, charges: Amounts) -> Amounts:
    """What a case in ``state`` owes of its ``charges``."""
    columns = BILLABLE[DossierState(state)]
    if columns == POSTAL and Service(service) == Service.RETURN:
        return NOTHING
    return Amounts(**{name: each for name, each in charges.as_data().items() if name in columns})


def due_on(service: str, leg: str) -> bool:
    """Whether what is outstanding is to be asked for on this leg (``A``, ``B``); leg ``C`` costs nothing."""
    return DUE.get((Service(service), leg), False)
