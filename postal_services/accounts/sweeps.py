"""Throwing away keys and counters that no longer open or count anything."""

from datetime import timedelta

from django.db import connection

from postal_services import clock
from postal_services.accounts.models import ApiToken, EnrolmentCode, SpentPermit

KEPT_AFTER_END = timedelta(days=30)
"""Ended tokens and unused codes stay this long, so that a question about last week can be answered."""
BATCH = 5000


def purge_expired() -> dict[str, int]:
    """Delete what ended: tokens and unused codes a month after their end, counters and cached values at once."""
    now = clock.now()
    tokens = ApiToken.objects.filter(expires_at__lt=now - KEPT_AFTER_END)
    codes = EnrolmentCode.objects.filter(expires_at__lt=now - KEPT_AFTER_END, used_at=None)
    spent = SpentPermit.objects.filter(expires_at__lt=now)
    counts = {
        "tokens": ApiToken.objects.filter(pk__in=tokens.values("pk")[:BATCH]).delete()[0],
        "codes": EnrolmentCode.objects.filter(pk__in=codes.values("pk")[:BATCH]).delete()[0],
        "permits": SpentPermit.objects.filter(pk__in=spent.values("pk")[:BATCH]).delete()[0],
    }
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM shared_cache WHERE expires < %s", [now])
        counts["cached"] = cursor.rowcount
    return counts
