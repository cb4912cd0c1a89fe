"""The acts of the agency that the citizen gets a paper about: forms 02 to 05, each numbered, each one line.

What was written stands in the notice, encrypted; the ledger holds its kind, number and codes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from delegation.dossiers import forms, notices, numbers, policies, steps
from delegation.dossiers.models import Dossier, DossierNotice, NoticeKind, NoticePaper
from delegation.dossiers.notices import Act, Reappointment, Refusal, Stop, SupplementRequest
from delegation.dossiers.refusals import AskedBefore, ReappointedBefore
from delegation.dossiers.validation import Paper
from delegation.registry import calendar, parameters
from delegation.registry.parameters import Key
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere, Refused
from postal_services.ledger import writer

EXTRA_REQUEST = "extra_request"
"""The flag of a line about a request for papers beyond the first."""
EXTRA_REAPPOINTMENT = "extra_reappointment"
"""The flag of a line about a new appointment beyond those the rules allow."""


@dataclass(frozen=True, slots=True)
class _Kind:
    kind: NoticeKind
    action: str


_SUPPLEMENT = _Kind(NoticeKind.SUPPLEMENT, "ask_supplement")
_REFUSAL = _Kind(NoticeKind.REFUSAL, "refuse")
_APOLOGY = _Kind(NoticeKind.APOLOGY, steps.REAPPOINT)
_STOP = _Kind(NoticeKind.STOP, "stop")


def ask_supplement(*, actor: Actor, code: str, request: SupplementRequest) -> DossierNotice:
    """Ask the citizen for missing papers (form 02): the agency's clock stands still until they are handed in.

    Raises NotThere, NotAllowed, WrongState, Invalid; AskedBefore for one request too many without its reason.
    """
    return _give(actor, code, _SUPPLEMENT, request)


def refuse_dossier(*, actor: Actor, code: str, refusal: Refusal) -> DossierNotice:
    """Decline a dossier that is registered or has just come in (form 03)."""
    return _give(actor, code, _REFUSAL, refusal)


def reappoint_dossier(*, actor: Actor, code: str, reappointment: Reappointment) -> DossierNotice:
    """Apologise and appoint another day (form 04); the result is due when the office closes on it.

    Raises ReappointedBefore for one appointment more than the rules allow, without its reason.
    """
    return _give(actor, code, _APOLOGY, reappointment)


def stop_dossier(*, actor: Actor, code: str, stop: Stop) -> DossierNotice:
    """Stop processing for a lawful reason and say so (form 05 of TT 03/2025/TT-VPCP); the clock stands still."""
    return _give(actor, code, _STOP, stop)


@transaction.atomic(durable=True)
def _give(actor: Actor, code: str, of: _Kind, act: Act) -> DossierNotice:
    """The four beats of every such act; nine statements at most."""
    now = clock.now()
    heads, found = steps.lock_cases(Dossier.objects.visible_to(actor).filter(code=code))
    if not found:
        raise NotThere
    dossier = found[0]
    policies.require_may_process(actor, dossier)
    steps.require_step(dossier, of.action)
    notices.require_sound(act, dossier, now)
    flags = _flags(act, dossier, now)
    notice = _notice(actor, dossier, of.kind, act, now)
    papers = _papers(notice, act.papers) if isinstance(act, SupplementRequest) else []
    data = _data(notice, papers)
    step = steps.Step(of.action, now, data=data, due_at=notice.new_due_at, flags=flags)
    entries = steps.take_steps(actor, [(dossier, step)], now=now)
    writer.append(heads, entries, recorded_at=now)
    steps.save([dossier])
    notice.save(force_insert=True)
    NoticePaper.objects.bulk_create(papers)
    return notice


def _flags(act: Act, dossier: Dossier, now: datetime) -> tuple[str, ...]:
    """What leaders shall see of this act; raises where the rules ask for a reason and none was given."""
    day = clock.day_of(now)
    if isinstance(act, SupplementRequest):
        more = _is_one_more(dossier, NoticeKind.SUPPLEMENT, Key.SUPPLEMENT_REQUESTS, day, again=act.again)
        return (EXTRA_REQUEST,) if more else ()
    if isinstance(act, Reappointment):
        more = _is_one_more(dossier, NoticeKind.APOLOGY, Key.REAPPOINTMENTS, day, again=act.again)
        return (EXTRA_REAPPOINTMENT,) if more else ()
    return ()


def _is_one_more(dossier: Dossier, kind: NoticeKind, key: Key, day: date, *, again: str) -> bool:
    given = DossierNotice.objects.filter(dossier=dossier, kind=kind).count()
    allowed = parameters.value(key, day)
    if given < allowed.whole:
        return False
    if again:
        return True
    refusal: type[Refused] = AskedBefore if kind == NoticeKind.SUPPLEMENT else ReappointedBefore
    raise refusal(dossier=dossier.code, given=given, allowed=allowed.whole, basis=allowed.legal_basis)


def _notice(actor: Actor, dossier: Dossier, kind: NoticeKind, act: Act, now: datetime) -> DossierNotice:
    day = clock.day_of(now)
    asking = act if isinstance(act, SupplementRequest) else None
    later = act if isinstance(act, Reappointment) else None
    return DossierNotice(
        dossier=dossier,
        kind=kind,
        form_set=forms.set_on(day),
        agency_id=dossier.committee_id,
        year=day.year,
        serial=numbers.next_number(dossier.committee_id, day.year, kind),
        given_at=now,
        officer_id=actor.user_id,
        reason=notices.clean(act.reason),
        contact="" if isinstance(act, Reappointment) else notices.clean(act.contact),
        basis=notices.clean(act.basis) if isinstance(act, Stop) else "",
        again=act.again if isinstance(act, SupplementRequest | Reappointment) else "",
        respond_on=asking.respond_on if asking else None,
        fetch_by_post=asking.fetch_by_post if asking else False,
        old_due_at=dossier.due_at if later else None,
        new_due_at=calendar.current().closing(later.new_day, dossier.committee_id) if later else None,
    )


def _papers(notice: DossierNotice, papers: Iterable[Paper]) -> list[NoticePaper]:
    return [
        NoticePaper(notice=notice, position=place, name=notices.clean(paper.name), kind=paper.kind, count=paper.count)
        for place, paper in enumerate(papers, start=1)
    ]


def _data(notice: DossierNotice, papers: list[NoticePaper]) -> dict[str, Any]:
    """What the ledger keeps: kind, number, codes and counts, never a word of what was written."""
    form = forms.kept(notice.kind, notice.form_set, clock.day_of(notice.given_at))
    data: dict[str, Any] = {
        "notice": str(notice.pk),
        "kind": notice.kind,
        "number": form.numbered(notice.serial),
        "form_set": notice.form_set,
    }
    if notice.again:
        data["again"] = notice.again
    if notice.kind == NoticeKind.SUPPLEMENT:
        data |= {"papers": sum(paper.count for paper in papers), "fetch_by_post": notice.fetch_by_post}
        data |= {"respond_on": notice.respond_on.isoformat()} if notice.respond_on else {}
    return data
