"""Reads of dossiers: search, possible duplicates, and the timeline of a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from delegation.dossiers import codes
from delegation.dossiers.applicants import Applicant, keys_to_find, name_key, phone_key
from delegation.dossiers.models import Dossier, DossierNotice, DossierQuerySet
from postal_services.accounts.actors import Actor
from postal_services.accounts.privacy import normal_phone
from postal_services.documents.tokens import find_token

DUPLICATE_WINDOW = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class SamePerson:
    """The question whether a lodging looks like an earlier one."""

    applicant: Applicant
    procedure: str
    committee: str
    at: datetime


_DUPLICATES = """
SELECT asked.n, found.code
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[],
            %s::timestamptz[], %s::timestamptz[])
     WITH ORDINALITY AS asked(phone_key, name_key, procedure, committee, since, until, n)
CROSS JOIN LATERAL (
    (SELECT d.code, d.received_at FROM dossiers_dossier d
     WHERE d.phone_key = asked.phone_key AND asked.phone_key <> '' AND d.procedure_id = asked.procedure
       AND d.committee_id = asked.committee AND d.received_at BETWEEN asked.since AND asked.until
     ORDER BY d.received_at DESC LIMIT 5)
    UNION
    (SELECT d.code, d.received_at FROM dossiers_dossier d
     WHERE d.name_key = asked.name_key AND d.procedure_id = asked.procedure
       AND d.committee_id = asked.committee AND d.received_at BETWEEN asked.since AND asked.until
     ORDER BY d.received_at DESC LIMIT 5)
    LIMIT 5
) AS found
ORDER BY asked.n, found.received_at, found.code
"""


def duplicates_of(askings: Sequence[SamePerson]) -> list[tuple[str, ...]]:
    """For each asking the codes of dossiers within 24 hours with the same phone or name, procedure and committee.

    One statement; five codes at most for each. Inside one batch the first of two alike passes and the second is
    answered with ``#n``, the number of that earlier asking (from 1), since it has no code yet.
    """
    if not askings:
        return []
    found: list[list[str]] = [[] for _ in askings]
    phones = [phone_key(asking.applicant.phone) for asking in askings]
    names = [name_key(asking.applicant.name) for asking in askings]
    with connection.cursor() as cursor:
        cursor.execute(
            _DUPLICATES,
            [
                phones,
                names,
                [asking.procedure for asking in askings],
                [asking.committee for asking in askings],
                [asking.at - DUPLICATE_WINDOW for asking in askings],
                [asking.at + DUPLICATE_WINDOW for asking in askings],
            ],
        )
        for position, code in cursor.fetchall():
            found[position - 1].append(code)
    earlier: dict[tuple[str, str, str], int] = {}
    for number, (asking, phone, name) in enumerate(zip(askings, phones, names, strict=True)):
        for key in {(each, asking.procedure, asking.committee) for each in (phone, name) if each}:
            before = earlier.setdefault(key, number)
            if before != number and abs(asking.at - askings[before].at) <= DUPLICATE_WINDOW and not found[number]:
                found[number].append(f"#{before + 1}")
    return [tuple(codes_found) for codes_found in found]


def for_paper(actor: Actor, code: str) -> Dossier | None:
    """One visible dossier with what its papers show; two statements."""
    rows = Dossier.objects.visible_to(actor).select_related("procedure", "committee__unit", "unit__parent", "lodged_by")
    return rows.prefetch_related("papers").filter(code=code).first()


def notice_for_paper(actor: Actor, code: str, notice: UUID) -> DossierNotice | None:
    """One paper to the citizen of a visible case, with what it shows; two statements."""
    rows = DossierNotice.objects.visible_to(actor).filter(pk=notice, dossier__code=code)
    joined = rows.select_related(
        "officer", "agency__unit", "dossier__procedure", "dossier__unit__parent", "dossier__committee__unit"
    )
    return joined.prefetch_related("papers").first()


def search(actor: Actor, text: str) -> DossierQuerySet:
    """Dossiers the actor may see that a typed or scanned text means: a code, a token or link, a phone, words of a name.

    Names are found by whole words, without diacritics and in any order; nothing personal is stored readable.
    """
    visible = Dossier.objects.visible_to(actor)
    if code := codes.parse(text):
        return visible.filter(code=code)
    if token := find_token(text):
        return visible.filter(token=token)
    if normal_phone(text):
        return visible.filter(phone_key=phone_key(text))
    words = keys_to_find(text)
    return visible.filter(name_word_keys__contains=words) if words else visible.none()
