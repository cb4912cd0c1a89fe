"""What the commands about reports share: locks, lines, and the row that follows from them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import FieldProblem, Invalid, NotThere
from postal_services.ledger import writer
from tracking.rollout.models import Directive
from tracking.rollout.states import STATEMENT

from .models import LONGEST_NUMBER, LONGEST_OPINION, Report
from .quarters import Quarter
from .refusals import NotAQuarter
from .states import REPORT, STREAM_KIND


def directive_of(code: str) -> Directive:
    """The directive of that code. Raises NotThere."""
    found = Directive.objects.filter(pk=code.strip().upper()).first()
    if found is None:
        raise NotThere
    return found


def quarter_of(text: str) -> Quarter:
    """The quarter written ``2019-Q4``. Raises NotAQuarter."""
    try:
        return Quarter.parse(text)
    except ValueError as problem:
        raise NotAQuarter(quarter=text[:20]) from problem


def code_of(directive: str, quarter: Quarter) -> str:
    """``BC-2019-Q4-44-TB-UBND``."""
    return f"BC-{quarter}-{directive}"


def locked(actor: Actor, code: str) -> tuple[writer.Heads, Report]:
    """The directive's stream and the report's row, held until the transaction ends. Raises NotThere."""
    found = Report.objects.visible_to(actor).filter(code=code.strip().upper())
    stream = found.values_list("stream_id", flat=True).first()
    if stream is None:
        raise NotThere
    heads = writer.lock([stream])
    return heads, found.select_related("directive").locked().get()


def open_stream(directive: Directive, at: datetime) -> UUID:
    """The directive's own stream in the ledger."""
    return writer.open_stream(STREAM_KIND, directive.code, at=at)


def line(
    report: Report, *, actor: UUID, office: str, action: str, before: str, at: datetime, data: Mapping[str, Any]
) -> writer.Entry:
    """A line about the report; it always carries what the figures were."""
    return writer.Entry(
        stream=report.stream_id,
        machine=REPORT,
        action=action,
        from_state=str(before),
        to_state=str(report.state),
        subject=report.id,
        occurred_at=at,
        office=office,
        actor=actor,
        data={
            "report": report.code,
            "quarter": str(report.of),
            "sha256": report.sha256,
            "as_of": report.as_of.isoformat(),
            "known_to": report.known_to.isoformat(),
            "horizon": report.horizon,
            **data,
        },
    )


_LATE = """
SELECT l.machine, l.action, count(*)
  FROM ledger_line l
 WHERE l.tx >= %s AND l.machine <> %s
   AND (l.occurred_at < %s OR (l.machine = %s AND l.data ->> 'month' = ANY(%s)))
 GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
"""


def late_lines(report: Report) -> Sequence[tuple[str, str, int]]:
    """Acts of the report's days that came into the ledger after its figures were computed: machine, action, count.

    One statement, by the order in which the ledger was written.
    """
    edge = datetime.combine(report.as_of + timedelta(days=1), time(), clock.VN)
    with connection.cursor() as cursor:
        cursor.execute(_LATE, [report.horizon, REPORT, edge, STATEMENT, _months(report)])
        return [(machine, action, int(count)) for machine, action, count in cursor.fetchall()]


def _months(report: Report) -> list[str]:
    first = report.of.first
    months = (date(first.year, first.month + place, 1) for place in range(3))
    return [f"{month:%Y-%m}" for month in months if month <= report.as_of]


def clean_opinion(text: str) -> str:
    """The opinion without blanks around it. Raises Invalid where it is too long or cannot be written."""
    return _clean("opinion", text, LONGEST_OPINION)


def clean_number(text: str) -> str:
    """The number under which the report is issued. Raises Invalid without one."""
    found = _clean("number", text, LONGEST_NUMBER)
    if not found or "\n" in found:
        vi, en = "Nhập số, ký hiệu của báo cáo, ví dụ 12/BC-STTTT.", "Enter the report's number, such as 12/BC-STTTT."
        raise Invalid({"number": [FieldProblem("number_needed", vi, en)]})
    return found


def _clean(name: str, text: str, longest: int) -> str:
    found = text.replace("\r\n", "\n").strip()
    if len(found) > longest:
        vi, en = f"Nhiều nhất {longest} ký tự.", f"At most {longest} characters."
        raise Invalid({name: [FieldProblem("too_long", vi, en)]})
    if any(not each.isprintable() and each != "\n" for each in found):
        vi, en = "Có ký tự không in được. Gõ lại.", "There is a character that cannot be printed. Type it again."
        raise Invalid({name: [FieldProblem("not_printable", vi, en)]})
    return found
