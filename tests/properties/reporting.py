"""The report of the fourth quarter, drawn up by one person and approved by another.

A draft knows everything up to the oldest open transaction of the whole server. Where other tests write beside this one,
lines may become known after it was computed; it is then drawn up again, as its refusal asks.
"""

import time

from postal_services.accounts.actors import Actor
from tests.rollout.world import CODE
from tracking.reports.commands import deciding, making
from tracking.reports.models import Report
from tracking.reports.refusals import StaleDraft

QUARTER = "2019-Q4"
MOST_TRIES, WAIT_S = 100, 0.2


def drawn_up(actor: Actor) -> str:
    """The code of a draft that was asked for and computed."""
    asked = making.request_draft(actor=actor, directive=CODE, quarter=QUARTER)
    assert making.make_next_draft() == asked.pk
    return str(Report.objects.get().code)


def approved(drafter: Actor, approver: Actor, code: str) -> Report:
    """The report approved by somebody else, once no line of its days is newer."""
    for _ in range(MOST_TRIES):
        try:
            return deciding.approve_report(actor=approver, code=code, opinion="Đề nghị các huyện khẩn trương.")
        except StaleDraft:
            time.sleep(WAIT_S)
            drawn_up(drafter)
    raise AssertionError(code)
