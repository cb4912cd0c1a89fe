"""Finding a case by a code that can be guessed, so that guessing does not pay.

Dossier codes and item codes follow from one another; the last four digits of the phone stand beside them. Whether
the code does not exist or the digits are wrong, the same statements run, the same keyed hash is made and the same
answer comes. Ten thousand endings are tried out in no useful time, because each code takes only a few wrong tries.
"""

import math
import re
from dataclasses import dataclass

from delegation.dossiers import codes
from delegation.dossiers.applicants import last4_key
from postal_services.accounts.limits import Limit
from postal_services.documents import s10
from postal_services.documents.refusals import NotAnItemCode, WrongCheckDigit
from postal_services.documents.tokens import find_token

from . import queries
from .milestones import Journey
from .refusals import TooManyLookups

PER_CODE = Limit("lookup/code", 8, 15 * 60)
PER_CODE_AND_DAY = Limit("lookup/code/day", 24, 24 * 3600)
PER_NETWORK = Limit("lookup/network", 40, 15 * 60)
PER_SERVICE = Limit("lookup/service", 1200, 60, block=20)
"""Wrong tries that a code takes, look-ups of one network, and look-ups of everybody together."""

_DIGITS = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, understood: a token, or a code (of a dossier or an item); ``problem`` when it is neither."""

    token: str = ""
    code: str = ""
    problem: str = ""


def understand(text: str) -> Asked:
    """Read a token, a link, a dossier code or an item code in any way of writing it; the database is not asked.

    ``problem`` is ``empty``, ``check_digit`` (an item code with a wrong digit) or ``not_a_code``.
    """
    if not text.strip():
        return Asked(problem="empty")
    if code := codes.parse(text):
        return Asked(code=code)
    try:
        return Asked(code=s10.parse(text))
    except WrongCheckDigit:
        wrong = "check_digit"
    except NotAnItemCode:
        wrong = "not_a_code"
    token = find_token(text)
    return Asked(token=token) if token else Asked(problem=wrong)


def ending_of(text: str) -> str | None:
    """The four digits somebody typed, or None when they are not exactly four."""
    digits = "".join(text.split())
    return digits if _DIGITS.fullmatch(digits) and digits.isascii() else None


def find(code: str, ending: str, network: str, language: str = "vi") -> Journey | None:
    """The journey of a dossier or item code whose applicant's phone ends in ``ending``; else None, without a reason.

    Raises TooManyLookups when the code, the network or the service has had enough.
    """
    _take(code, network)
    dossier = queries.dossier_code(code)
    found = queries.journey_by_code(dossier, last4_key(dossier, ending), language)
    if found is not None:
        _give_back(code)
    return found


def confirm(token: str, ending: str, network: str, language: str = "vi") -> Journey | None:
    """The journey of a token whose applicant's phone ends in ``ending``: the second factor beside the link.

    Wrong endings count for the dossier's code, so that the link opens no second way to try them out. None for a token
    that does not exist too; raises TooManyLookups as ``find`` does.
    """
    code = queries.code_of_token(token)
    _take(code, network)
    found = queries.journey_by_code(code, last4_key(code, ending), language)
    if found is not None:
        _give_back(code)
    return found


def _take(code: str, network: str) -> None:
    """Take a look-up's permits; raises TooManyLookups when the network, the service or the code has had enough."""
    # A network that has had enough takes nothing from the others: neither of the service nor of a code.
    for limit, identity in (
        (PER_NETWORK, network),
        (PER_SERVICE, ""),
        (PER_CODE, code),
        (PER_CODE_AND_DAY, code),
    ):
        wait = limit.take(identity)
        if wait is not None:
            raise TooManyLookups(wait=math.ceil(wait / 60))


def _give_back(code: str) -> None:
    PER_CODE.give_back(code)
    PER_CODE_AND_DAY.give_back(code)
