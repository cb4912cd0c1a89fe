"""Holding reports against the ledger: asked for here, done by a worker, kept as found."""

from datetime import timedelta
from threading import Thread
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.models import Q

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere
from tracking.reports import checking, owing, policies
from tracking.reports.checking import Tell
from tracking.reports.models import Report, Verification
from tracking.reports.states import MakingState

LEASE = timedelta(minutes=30)
MOST_TRIES = 3
_log = structlog.get_logger(__name__)


@transaction.atomic(durable=True)
def request_verification(*, actor: Actor, code: str) -> Verification:
    """Note that a report's figures are to be computed anew; the one that is owed already is given where there is one.

    Raises OfficeOfProvince, NotThere.
    """
    user, _ = policies.require_may_make(actor)
    report = Report.objects.visible_to(actor).filter(code=code.strip().upper()).first()
    if report is None:
        raise NotThere
    return owing.owe(report, user)


def is_owed() -> bool:
    """Whether a verification waits that no living worker holds."""
    return Verification.objects.filter(_free()).exists()


def verify_next() -> UUID | None:
    """Do the oldest verification that is owed; gives its id, None when nothing is owed."""
    owed = _claim()
    if owed is None:
        return None
    try:
        verify(owed, _teller(owed))
    except Exception:
        _log.exception("verification_failed", verification=str(owed.pk), tries=owed.tries)
        if owed.tries < MOST_TRIES:
            Verification.objects.filter(pk=owed.pk).update(leased_until=clock.now())
            raise
        problem = "Lỗi khi đối chiếu. Báo quản trị."
        Verification.objects.filter(pk=owed.pk).update(
            state=MakingState.FAILED, problem=problem, finished_at=clock.now(), leased_until=None
        )
    return owed.pk


def verify(owed: Verification, tell: Tell) -> Verification:
    """Find out everything about one report, and keep it."""
    report = Report.objects.select_related("directive").get(pk=owed.report_id)
    tell(1, "So số liệu với dòng sổ")
    standing, broken = checking.standing(report), checking.chain(report)
    tell(5, "Đếm việc ghi sau khi lập")
    late = sum(count for _, _, count in checking.late(report))
    found = checking.recompute(report, tell)
    Verification.objects.filter(pk=owed.pk).update(
        state=MakingState.READY,
        percent=100,
        sha256=report.sha256,
        figures_hold=standing.row_holds,
        chain_holds=not broken,
        recomputed=found.matches,
        differences=list(found.differences),
        late=late,
        problem=(broken or found.problem)[:300],
        finished_at=clock.now(),
        leased_until=None,
    )
    owed.refresh_from_db()
    return owed


def _free() -> Q:
    return Q(state=MakingState.WAITING) | Q(state=MakingState.RUNNING, leased_until__lte=clock.now())


@transaction.atomic
def _claim() -> Verification | None:
    now = clock.now()
    Verification.objects.filter(state=MakingState.RUNNING, leased_until__lte=now, tries__gte=MOST_TRIES).update(
        state=MakingState.FAILED, finished_at=now, problem="Máy đối chiếu bị ngắt nhiều lần. Báo quản trị."
    )
    owed = Verification.objects.select_for_update(skip_locked=True).filter(_free()).order_by("requested_at").first()
    if owed is not None:
        owed.state, owed.leased_until, owed.tries = MakingState.RUNNING, now + LEASE, owed.tries + 1
        owed.save(update_fields=["state", "leased_until", "tries"])
    return owed


def _teller(owed: Verification) -> Tell:
    """Says in the row how far it is, on a connection of its own: the reading is undone."""

    def say(percent: int, stage: str) -> None:
        try:
            Verification.objects.filter(pk=owed.pk).update(
                percent=percent, stage=stage, leased_until=clock.now() + LEASE
            )
        finally:
            connection.close()

    def tell(percent: int, stage: str) -> None:
        saying = Thread(target=say, args=(percent, stage))
        saying.start()
        saying.join()

    return tell
