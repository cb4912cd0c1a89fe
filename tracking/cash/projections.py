"""Money computed again from the ledger: every đồng of every table against the lines."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from postal_services.ledger.models import Line
from postal_services.ledger.projections import Difference, StateOf

from .models import CashDay, ChargeCorrection, Reconciliation, Taking
from .states import CASH_DAY, RECONCILIATION

_AMOUNTS = "(l.data->>'state_fee')::bigint, (l.data->>'postal')::bigint, (l.data->>'transfer')::bigint"

_TAKINGS = f"""
SELECT coalesce(l.id, t.id)::text, l.said::text, t.stands::text
  FROM (SELECT (l.data->>'row')::uuid AS id,
               ROW(CASE l.action WHEN 'reverse' THEN 'reversal' ELSE l.action END, l.stream_id,
                   CASE l.action WHEN 'reverse' THEN l.subject END, {_AMOUNTS}, l.data->>'number',
                   (l.data->>'day')::uuid, (l.data->>'on')::date, l.office, l.counterpart, l.data->>'method') AS said
          FROM ledger_line l WHERE l.machine = 'taking') l
  FULL JOIN (SELECT id, ROW(kind::text, dossier_id, reverses_id, state_fee, postal, transfer, number::text,
                            cash_day_id, "on", office_id::text, committee_id::text, method::text) AS stands
               FROM cash_taking) t ON t.id = l.id
 WHERE l.said::text IS DISTINCT FROM t.stands::text
"""  # noqa: S608 (nothing of anybody else's is put in)
_CHARGES = f"""
SELECT coalesce(l.subject, t.id)::text, l.said::text, t.stands::text
  FROM (SELECT l.subject, ROW(l.stream_id, {_AMOUNTS}, l.data->>'reason') AS said
          FROM ledger_line l WHERE l.machine = 'charge') l
  FULL JOIN (SELECT id, ROW(dossier_id, state_fee, postal, transfer, reason::text) AS stands
               FROM cash_chargecorrection) t ON t.id = l.subject
 WHERE l.said::text IS DISTINCT FROM t.stands::text
"""  # noqa: S608
_DAYS = """
SELECT coalesce(l.subject, d.id)::text, l.said::text, d.stands::text
  FROM (SELECT o.subject, ROW(coalesce(c.n, 0), coalesce(c.state_fee, 0), coalesce(c.postal, 0),
                              coalesce(c.transfer, 0), (k.data->>'counted')::bigint, (k.data->>'cash')::bigint,
                              (a.data->>'accepted')::bigint) AS said
          FROM ledger_line o
          LEFT JOIN ledger_line k ON k.machine = 'cash_day' AND k.action = 'close' AND k.subject = o.subject
          LEFT JOIN ledger_line a ON a.machine = 'cash_day' AND a.action = 'accept' AND a.subject = o.subject
          LEFT JOIN (SELECT (data->>'day')::uuid AS day, count(*) AS n, sum((data->>'state_fee')::bigint) AS state_fee,
                            sum((data->>'postal')::bigint) AS postal, sum((data->>'transfer')::bigint) AS transfer
                       FROM ledger_line WHERE machine = 'taking' GROUP BY 1) c ON c.day = o.subject
         WHERE o.machine = 'cash_day' AND o.action = 'open') l
  FULL JOIN (SELECT d.id, ROW(coalesce(d.count, c.n, 0), coalesce(d.state_fee, c.state_fee, 0),
                              coalesce(d.postal, c.postal, 0), coalesce(d.transfer, c.transfer, 0), d.counted, d.cash,
                              d.accepted_sum) AS stands
               FROM cash_cashday d
               LEFT JOIN (SELECT cash_day_id, count(*) AS n, sum(state_fee) AS state_fee, sum(postal) AS postal,
                                 sum(transfer) AS transfer FROM cash_taking GROUP BY 1) c ON c.cash_day_id = d.id) d
    ON d.id = l.subject
 WHERE l.said::text IS DISTINCT FROM d.stands::text
"""


class Rows:
    """Rows that one statement holds against the lines; they are added and never changed."""

    def __init__(self, name: str, statement: str) -> None:
        self.name = name
        self._statement = statement

    def differences(self) -> Iterator[Difference]:
        """One statement over the lines of the machine."""
        with connection.cursor() as cursor:
            cursor.execute(self._statement)
            for subject, said, stands in cursor.fetchall():
                yield Difference(self.name, subject, said or "nothing", stands or "no row")

    def repair(self) -> int:
        """Nothing: money that is not what the ledger says needs a person, never a program that makes it fit."""
        return 0


class Sheets:
    """The figures and signatures of reconciliations."""

    name = "cash.reconciliation"

    def differences(self) -> Iterator[Difference]:
        """Sheets folded from their lines, in batches of the database's cursor."""
        said: dict[UUID, dict[str, Any]] = {}
        for line in Line.objects.filter(machine=RECONCILIATION).order_by("stream_id", "seq").iterator(chunk_size=2_000):
            said[line.subject] = after(said.get(line.subject, {}), line)
        for row in Reconciliation.objects.iterator(chunk_size=1_000):
            told = said.pop(row.id, None)
            if told != _stands(row):
                yield Difference(self.name, str(row.id), str(told or "nothing"), str(_stands(row)))
        for subject, told in said.items():
            yield Difference(self.name, str(subject), str(told), "no row")

    @transaction.atomic
    def repair(self) -> int:
        """Figures and signatures of every differing sheet, from its lines."""
        repaired = 0
        for difference in list(self.differences()):
            row = Reconciliation.objects.filter(pk=difference.subject).locked().first()
            lines = Line.objects.filter(machine=RECONCILIATION, subject=difference.subject).order_by("seq")
            told: dict[str, Any] = {}
            for line in lines:
                told = after(told, line)
            if row is not None and told:
                repaired += Reconciliation.objects.filter(pk=row.pk).update(**told)
        return repaired


_FIGURES = {"remitted": "remitted", "committee": "committee_sum", "treasury": "treasury"}
_FIELDS = ("post", "remitted", "committee_sum", "treasury", "post_signed_at", "agency_signed_at")


def after(told: dict[str, Any], line: Line) -> dict[str, Any]:
    """What is known of a sheet after one more of its lines."""
    now: dict[str, Any] = {**dict.fromkeys(_FIELDS), **told, "state": line.to_state}
    if line.action == "state_figure":
        now[_FIGURES[line.data["side"]]] = line.data["amount"]
    elif line.action == "tick":
        now["committee_sum"] = line.data["amount"]
    elif line.action == "sign":
        now["post"] = line.data["post"]
        now[f"{line.data['side']}_signed_at"] = line.occurred_at
    elif line.action == "reopen":
        now["post"] = now["post_signed_at"] = now["agency_signed_at"] = None
    return now


def _stands(row: Reconciliation) -> dict[str, Any]:
    return {**{name: getattr(row, name) for name in _FIELDS}, "state": row.state}


TAKINGS = Rows(Taking._meta.label_lower, _TAKINGS)  # noqa: SLF001 (Django's own way to ask)
CHARGES = Rows(ChargeCorrection._meta.label_lower, _CHARGES)  # noqa: SLF001
DAYS = Rows(f"{CashDay._meta.label_lower}.sums", _DAYS)  # noqa: SLF001
DAY_STATES = StateOf(CASH_DAY, CashDay)
SHEETS = Sheets()
