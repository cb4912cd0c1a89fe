"""Announcing which procedures of a committee are open to the post, within how many days, and taking that back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from delegation.establishment import policies, steps
from delegation.establishment.models import Publication
from delegation.establishment.refusals import (
    BeforeTheLastChange,
    LongerThanRegulated,
    NotPublished,
    ProcedureNotOpen,
)
from delegation.establishment.states import PUBLICATION, PublicationState
from delegation.registry.models import Office, Procedure
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.documents.models import Attachment
from postal_services.errors import FieldProblem, Invalid, NotThere

MOST_DAYS = 365
"""Working days that a committee may promise at most; a longer term is a slip of the pen."""
LONGEST_NUMBER = 80
LONGEST_URL = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """A committee's announcement: each procedure with its posted working days, the document's number, file or address.

    ``reason`` says why a posted term is longer than the regulated one.
    """

    committee: str
    posted_days: Mapping[str, int]
    document_number: str
    attachment: UUID | None = None
    url: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Change:
    """A row and the act about it."""

    row: Publication
    act: steps.Act


def publish_procedures(
    actor: Actor, publishing: Publishing, *, on: date | None = None, simulated: bool = False
) -> list[Publication]:
    """Announce procedures of one committee; see :func:`publish_many`."""
    return publish_many(actor, [publishing], on=on, simulated=simulated)[0]


@transaction.atomic(durable=True)
def publish_many(
    actor: Actor, publishings: Sequence[Publishing], *, on: date | None = None, simulated: bool = False
) -> list[list[Publication]]:
    """Announce procedures as of ``on`` (today when not given), all or nothing; constant statements.

    What stands announced in the same way is given back and nothing is written; other days or another document is a
    change. A term beyond the regulated one needs a reason, and its line is flagged ``over_regulated``.

    Raises:
        NotThere, NotAllowed: the policy.
        Invalid, InTheFuture, OfficeClosed, ProcedureNotOpen, LongerThanRegulated, BeforeTheLastChange.
    """
    now = clock.now()
    day = on or clock.day_of(now)
    steps.moment_of(day, now, simulated=simulated)  # a day that has not come is refused before anything else
    offices = steps.offices_by_code(each.committee for each in publishings)
    procedures = _procedures(publishings)
    documents = _documents(publishings)
    for each in publishings:
        _check(actor, each, offices[each.committee], procedures, day)
    queue = steps.take(offices, now)
    now = clock.now()  # whoever waited for somebody's change acts after it
    at, flags = steps.moment_of(day, now, simulated=simulated)
    standing = {
        (row.office_id, row.procedure_id): row
        for row in Publication.objects.select_related("attachment").filter(
            office__in=offices, state=PublicationState.PUBLISHED
        )
    }
    published: list[list[Publication]] = []
    fresh: list[Publication] = []
    stale: list[Publication] = []
    acts: list[steps.Act] = []
    for each in publishings:
        rows = []
        for code, days in sorted(each.posted_days.items()):
            row = standing.get((each.committee, code))
            wanted = _wanted(each, procedures[code], days, documents)
            if row is None:
                made = Publication(**wanted, published_on=clock.day_of(at), since=at, simulated=simulated)
                standing[each.committee, code] = made
                fresh.append(made)
                acts.append(_act("publish", made, "", at, flags, day))
            elif not _says(row, wanted):
                made = _changed(row, wanted, at, simulated=simulated)
                stale.append(made)
                acts.append(_act("change", made, PublicationState.PUBLISHED.value, at, flags, day))
            else:
                made = row
            rows.append(made)
        published.append(rows)
    Publication.objects.bulk_create(fresh)
    Publication.objects.bulk_update(stale, [*_FIELDS, "since", "simulated"], batch_size=500)
    queue.write(actor, acts, now=now, simulated=simulated)
    return published


@transaction.atomic(durable=True)
def withdraw_publications(  # the words on the form
    actor: Actor,
    committee: str,
    procedures: Sequence[str],
    *,
    reason: str,
    on: date | None = None,
    simulated: bool = False,
) -> list[Publication]:
    """Take announcements back as of ``on`` (today when not given); they counted until then.

    Raises:
        NotThere, NotAllowed: the policy.
        NotPublished: one of them does not stand; nothing is withdrawn then.
        Invalid, InTheFuture, BeforeTheLastChange.
    """
    now = clock.now()
    office = steps.offices_by_code([committee])[committee]
    policies.require_may_govern(actor, office)
    if not reason.strip():
        raise Invalid({"reason": [FieldProblem("required", "Ghi rõ lý do gỡ niêm yết.", "Say why it is withdrawn.")]})
    day = on or clock.day_of(now)
    steps.moment_of(day, now, simulated=simulated)
    queue = steps.take([committee], now)
    now = clock.now()
    at, flags = steps.moment_of(day, now, simulated=simulated)
    standing = Publication.objects.select_related("attachment").filter(
        office=committee, procedure__in=set(procedures), state=PublicationState.PUBLISHED
    )
    rows = {row.procedure_id: row for row in standing}
    acts: list[steps.Act] = []
    for code in sorted(set(procedures)):
        row = rows.get(code)
        if row is None:
            raise NotPublished(office=office.name, procedure=code)
        _require_later(row, at)
        row.state, row.reason, row.since = PublicationState.WITHDRAWN, reason.strip(), at
        acts.append(_act("withdraw", row, PublicationState.PUBLISHED.value, at, flags, day))
    Publication.objects.bulk_update(rows.values(), ["state", "reason", "since"])
    queue.write(actor, acts, now=now, simulated=simulated)
    return [rows[code] for code in sorted(rows)]


_FIELDS = ("posted_days", "regulated_days", "document_number", "attachment", "url", "reason")


def _wanted(
    each: Publishing, procedure: Procedure, days: int, documents: Mapping[UUID, Attachment]
) -> dict[str, object]:
    """The row as the announcement wants it."""
    longer = days > procedure.working_days
    return {
        "office_id": each.committee,
        "procedure_id": procedure.code,
        "state": PublicationState.PUBLISHED.value,
        "posted_days": days,
        "regulated_days": procedure.working_days,
        "document_number": each.document_number.strip(),
        "attachment": documents[each.attachment] if each.attachment else None,
        "url": each.url.strip(),
        "reason": each.reason.strip() if longer else "",
    }


def _says(row: Publication, wanted: Mapping[str, object]) -> bool:
    """Whether the row says so already; the same document sent again is the same document."""
    sent = wanted["attachment"]
    document = sent.sha256 if isinstance(sent, Attachment) else ""
    same = all(getattr(row, name) == value for name, value in wanted.items() if name != "attachment")
    return same and document == _document(row)


def _document(row: Publication) -> str:
    return row.attachment.sha256 if row.attachment else ""


def _changed(row: Publication, wanted: Mapping[str, object], at: datetime, *, simulated: bool) -> Publication:
    _require_later(row, at)
    for name in _FIELDS:
        setattr(row, name, wanted[name])
    row.since, row.simulated = at, simulated
    return row


def _require_later(row: Publication, at: datetime) -> None:
    """A past day is judged by what had happened on it, so changes do not overtake one another."""
    if at < row.since:
        raise BeforeTheLastChange(day=f"{clock.day_of(at):%d/%m/%Y}", last=f"{clock.day_of(row.since):%d/%m/%Y}")


def _act(  # noqa: PLR0917  # one line of the ledger
    action: str, row: Publication, before: str, at: datetime, flags: tuple[str, ...], claimed_on: date
) -> steps.Act:
    longer = action != "withdraw" and row.posted_days > row.regulated_days
    return steps.Act(
        office=row.office_id,
        machine=PUBLICATION,
        action=action,
        subject=row.pk,
        before=before,
        at=at,
        data={
            "procedure": row.procedure_id,
            "posted_days": row.posted_days,
            "regulated_days": row.regulated_days,
            "document": _document(row),
            **steps.claim(claimed_on, flags),
        },
        flags=(*flags, *((steps.OVER_REGULATED,) if longer else ())),
    )


def _procedures(publishings: Sequence[Publishing]) -> dict[str, Procedure]:
    """The procedures in use, by code."""
    wanted = {code for each in publishings for code in each.posted_days}
    found = Procedure.objects.filter(active=True).in_bulk(wanted)
    if missing := wanted - found.keys():
        raise ProcedureNotOpen(procedures=", ".join(sorted(missing)[:5]))
    return found


def _documents(publishings: Sequence[Publishing]) -> dict[UUID, Attachment]:
    wanted = {each.attachment for each in publishings if each.attachment}
    found = Attachment.objects.in_bulk(wanted) if wanted else {}
    if len(found) < len(wanted):
        raise NotThere
    return found


def _check(actor: Actor, each: Publishing, office: Office, procedures: Mapping[str, Procedure], day: date) -> None:
    policies.require_may_govern(actor, office)
    steps.require_works(office, day)
    problems: dict[str, list[FieldProblem]] = {}

    def wrong(field: str, code: str, vi: str, en: str) -> None:
        problems.setdefault(field, []).append(FieldProblem(code, vi, en))

    if not office.is_agency:
        wrong("committee", "not_an_agency", "Đây không phải cơ quan hành chính.", "This is not an agency.")
    if not each.posted_days:
        wrong("posted_days", "required", "Chọn ít nhất một thủ tục.", "Choose at least one procedure.")
    if not 0 < len(each.document_number.strip()) <= LONGEST_NUMBER:
        wrong("document_number", "required", "Ghi số, ký hiệu văn bản niêm yết.", "Give the document's number.")
    if any(not 0 < days <= MOST_DAYS for days in each.posted_days.values()):
        wrong("posted_days", "out_of_range", "Số ngày phải từ 1 đến 365.", "Days must be from 1 to 365.")
    if each.url and not _is_address(each.url.strip()):
        wrong("url", "invalid", "Địa chỉ phải bắt đầu bằng https:// hoặc http://.", "Give an address with http(s)://.")
    if problems:
        raise Invalid(problems)
    for code, days in each.posted_days.items():
        regulated = procedures[code].working_days
        if days > regulated and not each.reason.strip():
            raise LongerThanRegulated(procedure=code, posted=days, regulated=regulated)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and len(text) <= LONGEST_URL
