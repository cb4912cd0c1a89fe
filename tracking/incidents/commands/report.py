"""Reporting an incident by hand: what no scan can say, such as wrong content."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.documents import s10
from postal_services.errors import FieldProblem, Invalid, NotThere, Refused
from postal_services.ids import uuid7
from postal_services.ledger import writer
from tracking.custody.models import Item
from tracking.incidents import policies, steps
from tracking.incidents.kinds import REPORTED, unknown_kind
from tracking.incidents.models import Incident

LONGEST_REPORT = 2000


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody found: the kind, the item by its code, the office where it was found, and words."""

    kind: str
    item: str
    office: str
    words: str


@transaction.atomic(durable=True)
def report_incident(*, actor: Actor, report: Report, now: datetime | None = None) -> Incident:
    """Open an incident about an item the actor may see.

    Where one of the same kind stands already, the words are added to it under a line of its own, and that one is
    given. It may be another office's: the caller shows then only its number and who deals with it.
    """
    at = now or clock.now()
    policies.require_may_report(actor, report.office)
    _require_sound(report)
    item = Item.objects.visible_to(actor).filter(code=_code(report.item)).first()
    if item is None:
        raise NotThere
    matter = steps.Matter(
        kind=report.kind,
        cause=f"{report.kind}:report:{uuid7()}",
        office=report.office,
        since=at,
        case=item.dossier_id,
        item=item.pk,
        item_code=item.code,
        report=report.words.strip(),
    )
    opened = steps.open_many([matter], now=at, actor=actor)
    return opened[0] if opened else _add_words(actor, item, report, at)


def _add_words(actor: Actor, item: Item, report: Report, at: datetime) -> Incident:
    """The standing incident with what was said now; the same words twice are one report."""
    heads, found = steps.lock(Incident.objects.standing().filter(item=item, kind=report.kind))
    incident, words = found[0], report.words.strip()
    if words in incident.report:
        return incident
    said = f"[{at.astimezone(clock.VN):%H:%M %d/%m/%Y} · {report.office}] {words}"
    incident.report = "\n".join(each for each in (incident.report, said) if each)
    entry = steps.move(incident, "report", actor, at, by=report.office)
    writer.append(heads, [entry], recorded_at=at)
    incident.save(update_fields=["report", "modified_at"])
    return incident


def _code(text: str) -> str:
    try:
        return s10.parse(text)
    except Refused:
        return ""


def _require_sound(report: Report) -> None:
    problems: dict[str, list[FieldProblem]] = {}
    if report.kind not in REPORTED:
        problems["kind"] = [unknown_kind()]
    if not report.words.strip():
        problems["words"] = [FieldProblem("required", "Ghi điều đã thấy.", "Say what was found.")]
    if len(report.words) > LONGEST_REPORT:
        problems["words"] = [
            FieldProblem("too_long", f"Ghi tối đa {LONGEST_REPORT} ký tự.", f"At most {LONGEST_REPORT} characters.")
        ]
    if problems:
        raise Invalid(problems)
