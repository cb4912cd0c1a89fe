"""Forgetting who took what, when its time has come; the ledger keeps the digest and the codes."""

from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from delegation.registry import parameters
from delegation.registry.parameters import Key
from delegation.registry.refusals import NoParameter
from postal_services import clock
from tracking.custody.models import DeliveryCode, Proof, ProofTry

AT_ONCE = 500
"""Rows emptied in one transaction."""
_CODES_KEPT = timedelta(days=30)
_MONTHS_WITHOUT_A_RULE = 12
# The digest that tells a repeat from a reuse was made over the names as well: it goes too, or they could be tried out.
_SCANS = """
UPDATE custody_scan SET proof = '', digest = sha256(convert_to(gen_random_uuid()::text, 'UTF8')) WHERE id IN (
    SELECT id FROM custody_scan WHERE proof <> '' AND received_at < %s ORDER BY received_at LIMIT %s)
"""


def keep_months(on: date) -> int:
    """For how many months names and signatures are kept (the parameter ``proof_keep_months``, unverified)."""
    try:
        return parameters.whole(Key.PROOF_KEEP, on)
    except NoParameter:
        return _MONTHS_WITHOUT_A_RULE


def kept_since(on: date) -> datetime:
    """What was taken before this instant is forgotten on the day ``on``."""
    year, month = divmod(on.year * 12 + on.month - 1 - keep_months(on), 12)
    return datetime.combine(date(year, month + 1, min(on.day, 28)), time.min, clock.VN)


def empty_old_proofs(now: datetime | None = None, *, at_once: int = AT_ONCE) -> int:
    """Empty the proofs and the texts beside scans whose time has come; gives how many, in transactions of ``at_once``.

    Used and expired one-time codes and the counts of wrong answers go after a month.
    """
    at = now or clock.now()
    before = kept_since(clock.day_of(at))
    done = 0
    while batch := _empty_proofs(before, at, at_once):
        done += batch
    while batch := _empty_scans(before, at_once):
        done += batch
    for rows in (
        DeliveryCode.objects.filter(expires_at__lt=at - _CODES_KEPT),
        ProofTry.objects.filter(day__lt=clock.day_of(at - _CODES_KEPT)),
    ):
        rows.delete()
    return done


@transaction.atomic(durable=True)
def _empty_proofs(before: datetime, at: datetime, at_once: int) -> int:
    old: QuerySet[Proof] = Proof.objects.filter(emptied_at__isnull=True, taken_at__lt=before).order_by("taken_at")
    chosen = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:at_once])
    return Proof.objects.filter(pk__in=chosen).update(
        receiver_name="", document="", signature="", witness="", salt="", emptied_at=at
    )


@transaction.atomic(durable=True)
def _empty_scans(before: datetime, at_once: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_SCANS, [before, at_once])
        return int(cursor.rowcount)
