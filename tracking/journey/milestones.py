"""From the facts of a case to what a citizen is told: pure functions, without a query.

Only offices and instants come in here. People, papers, notes, marks and corrections never do, so that nothing of them
can reach a page that anybody with the link may read.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from delegation.dossiers.states import MACHINE as DOSSIER_MACHINE
from delegation.dossiers.states import PAUSING, DossierState, Service
from postal_services import clock
from tracking.custody.reasons import REASONS
from tracking.custody.states import ITEM, MOVES, Action, ItemState

from . import words
from .facts import (
    Asked,
    CaseFacts,
    Customs,
    ItemFacts,
    Journey,
    LineFacts,
    RatingFacts,
    Stage,
    Step,
    Transit,
    WishFacts,
    WorkingDays,
)
from .words import say

__all__ = [
    "MAY_WISH",
    "Asked",
    "CaseFacts",
    "Customs",
    "ItemFacts",
    "Journey",
    "LineFacts",
    "RatingFacts",
    "Stage",
    "Step",
    "Transit",
    "WishFacts",
    "WorkingDays",
    "tell",
]


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a case stands, before any words: milestone, item that decides it, whose turn, what next."""

    key: str
    words: words.Words
    item: ItemFacts | None
    clock: str
    next: str
    stage: str
    tone: str = "now"


_S, _D = ItemState, DossierState
MAY_WISH = frozenset({_S.ACCEPTED, _S.IN_TRANSIT, _S.ARRIVED, _S.OUT_FOR_DELIVERY, _S.ATTEMPTED, _S.HELD})
"""States of a result in which the citizen can still say where and when it should come."""
_ENDED_WELL = frozenset({"delivered", "given_back"})
_BAD = frozenset({"missing", "lost", "not_accepted"})
_WARN = frozenset({"supplement_asked", "financial_duty", "stopped", "held", "attempted", "returning", "returned"})
_STAGES = {
    Service.SEND: ("send", "process", "collect"),
    Service.RETURN: ("receive", "process", "carry", "deliver"),
    Service.BOTH: ("send", "process", "carry", "deliver"),
}
_AT_THE_DOOR = frozenset({_S.OUT_FOR_DELIVERY, _S.ATTEMPTED, _S.HELD, _S.DELIVERED})
_ITEM_NEXT = {
    _S.OUT_FOR_DELIVERY: "out_for_delivery",
    _S.ATTEMPTED: "attempted",
    _S.HELD: "held",
    _S.RETURNING: "returning",
    _S.MISSING: "missing",
    _S.DELIVERED: "delivered",
    _S.RETURNED: "returned",
    _S.LOST: "lost",
    _S.CANCELLED: "cancelled",
}
_HOME_NEXT = {
    _S.REGISTERED: "home_registered",
    _S.RETURNING: "home_returning",
    _S.RETURNED: "home_returned",
}
"""Where the citizen's own papers go back, the words about a result would mislead."""
_SAID_BEFORE = frozenset({"finish", "give_back"})
"""Where the post takes or gives a result, the case follows in the same instant; people read it the other way."""
_MOVED = frozenset(edge.action for edge in MOVES)


def tell(
    case: CaseFacts, transit: Transit, today: date, language: str = "vi", customs: Customs | None = None
) -> Journey:
    """The journey of a case as it stands, in ``vi`` or ``en``."""
    standing = _standing(case)
    item = standing.item
    office, since = _holder(case, item)
    limbo = say(words.AWAITING, language, to=item.to) if item and item.offered_at and item.to else ""
    what = say(words.WHAT[item.what], language) if item else ""
    expected_on, note = _expected(case, standing, transit, language)
    return Journey(
        code=case.code,
        milestone=standing.key,
        text=say(standing.words, language, what=what, to=item.to if item else ""),
        tone=standing.tone,
        office=office,
        since=since,
        limbo=limbo,
        limbo_since=item.offered_at if item and limbo else None,
        clock="nobody" if standing.clock == "stopped" else standing.clock,
        clock_text=say(words.CLOCKS[standing.clock], language),
        expected_on=expected_on,
        expected_note=note,
        expected_late=expected_on is not None and today > expected_on,
        next=_next(case, standing, language, office),
        stages=_stages(case, standing, language),
        steps=tuple(_steps(case, language)),
        simulated=case.simulated,
        **_delivery(case, item, language, customs or Customs()),
        **_rating(case.rating, standing.key, today, customs or Customs()),
    )


def _rating(rating: RatingFacts | None, milestone: str, today: date, customs: Customs) -> dict[str, Any]:
    """What the citizen answered, and whether the question is asked (again); nothing before the result has come."""
    if milestone not in _ENDED_WELL:
        return {}
    if rating is None:
        return {"may_rate": True}
    last = rating.on + timedelta(days=customs.rating_days)
    return {"score": rating.score, "may_rate": today <= last, "rate_until": last if today <= last else None}


def _delivery(case: CaseFacts, item: ItemFacts | None, language: str, customs: Customs) -> dict[str, Any]:
    """How often the post tried, until when it waits, and what the citizen asked for; nothing before and after."""
    if item is None or item.leg != "B" or item.state not in MAY_WISH:
        return {}
    told: dict[str, Any] = {"may_wish": True, "attempts": item.attempts}
    if item.attempts:
        sentence = words.ATTEMPTS_OF if customs.attempts else words.ATTEMPTS
        note = "" if customs.verified or not customs.attempts else say(words.UNVERIFIED, language)
        told["attempts_text"] = say(sentence, language, n=str(item.attempts), most=str(customs.attempts), note=note)
    if item.until:
        told["held_until"] = item.until
        told["held_text"] = say(
            words.HELD_UNTIL,
            language,
            what=say(words.WHAT[item.what], language),
            office=item.office,
            committee=case.committee,
        )
    if item.wish and item.wish.answer in words.WISH_ANSWERS:
        on = f"{item.wish.on:%d/%m/%Y}" if item.wish.on else ""
        asked = say(words.WISHES[item.wish.kind], language, on=on, office=item.wish.office)
        told["wish"] = item.wish.kind
        told["wish_text"] = f"{asked} {say(words.WISH_ANSWERS[item.wish.answer], language)}"
    return told


def _standing(case: CaseFacts) -> _Standing:
    """Which fact decides: the result once it travels, the papers until the agency has them, else the agency's case."""
    result = _of(case, "B")
    if result and result.state != _S.CANCELLED and (_travels(result) or result.papers_home):
        return _of_result(result)
    papers = _of(case, "A")
    if papers and case.state == _D.REGISTERED:
        return _of_papers(papers)
    return _of_case(case)


def _travels(item: ItemFacts) -> bool:
    return item.state != _S.REGISTERED or item.offered_at is not None


def _of(case: CaseFacts, leg: str) -> ItemFacts | None:
    return next((item for item in case.items if item.leg == leg), None)


def _of_result(item: ItemFacts) -> _Standing:
    """The result on its way home."""
    stage = "deliver" if item.state in _AT_THE_DOOR else "carry"
    upcoming = _ITEM_NEXT.get(ItemState(item.state), "on_the_way")
    if item.papers_home:
        upcoming = _HOME_NEXT.get(ItemState(item.state), upcoming)
    if item.offered_at and item.to and item.state not in (_S.IN_TRANSIT, _S.RETURNING):
        return _Standing("awaiting_countersignature", words.AWAITING, item, _side(item), upcoming, stage, tone="limbo")
    turn = {_S.HELD: "citizen", _S.RETURNED: "citizen", _S.DELIVERED: "nobody", _S.LOST: "agency"}
    whose = turn.get(ItemState(item.state), _side(item))
    return _Standing(item.state, words.ITEM[item.state], item, whose, upcoming, stage, _tone(item.state))


def _of_papers(item: ItemFacts) -> _Standing:
    """The citizen's papers on their way to the agency."""
    if item.offered_at and item.to and item.state not in (_S.IN_TRANSIT, _S.RETURNING):
        return _Standing(
            "awaiting_countersignature", words.AWAITING, item, _side(item), "to_agency", "send", tone="limbo"
        )
    if item.state == _S.REGISTERED:
        key, text = words.DOSSIER[_D.REGISTERED]
        return _Standing(key, text, item, _side(item), "registered", "send")
    upcoming = {_S.MISSING: "missing", _S.LOST: "lost", _S.CANCELLED: "cancelled"}
    upcoming |= dict.fromkeys((_S.RETURNED, _S.RETURNING), "papers_returned")
    text = words.TO_AGENCY.get(item.state, words.ITEM[item.state])
    whose = {_S.HANDED_IN: "agency", _S.RETURNED: "citizen", _S.LOST: "agency", _S.CANCELLED: "citizen"}
    stage = "process" if item.state == _S.HANDED_IN else "send"
    # what waits or fails on the way to the agency is the post's own business, nothing for the citizen to do
    tone = "now" if item.state == _S.HELD else _tone(item.state)
    turn = whose.get(ItemState(item.state), _side(item))
    return _Standing(item.state, text, item, turn, upcoming.get(ItemState(item.state), "to_agency"), stage, tone)


def _of_case(case: CaseFacts) -> _Standing:
    """The administrative case on the agency's desk."""
    key, text = words.DOSSIER[case.state]
    by_post = case.service != Service.SEND and not _is_cancelled(case)
    stage = {_D.REGISTERED: "send", _D.FINISHED: "carry", _D.GIVEN_BACK: "deliver"}.get(
        DossierState(case.state), "process"
    )
    whose = {
        _D.SUPPLEMENT_ASKED: "citizen",
        _D.FINANCIAL_DUTY: "citizen",
        _D.STOPPED: "stopped",
        _D.NOT_ACCEPTED: "nobody",
        _D.WITHDRAWN: "nobody",
        _D.GIVEN_BACK: "nobody",
        _D.FINISHED: "agency" if by_post else "citizen",
    }.get(DossierState(case.state), "agency")
    upcoming = "collect" if case.state == _D.FINISHED and not by_post else key
    return _Standing(key, text, None, whose, upcoming, stage, _tone(key))


def _is_cancelled(case: CaseFacts) -> bool:
    result = _of(case, "B")
    return result is not None and result.state == _S.CANCELLED


def _side(item: ItemFacts) -> str:
    return "post" if item.at_post else "agency"


def _tone(key: str) -> str:
    if key in _ENDED_WELL:
        return "good"
    if key in _BAD:
        return "bad"
    return "warn" if key in _WARN else "now"


def _next(case: CaseFacts, standing: _Standing, language: str, office: str) -> str:
    """What the citizen does next; while papers are asked for, how many of them, until when, and who fetches them."""
    if case.missing is not None:
        return say(words.PAPERS_MISSING, language, office=case.missing.office, day=f"{case.missing.until:%d/%m/%Y}")
    asked = next((line.asked for line in reversed(case.lines) if line.asked), None)
    if standing.next != "supplement_asked" or asked is None:
        return say(words.NEXT[standing.next], language, committee=case.committee, office=office)
    way = words.SUPPLEMENT_BY_POST if asked.by_post else words.SUPPLEMENT_AT_DESK
    parts = [
        say(words.SUPPLEMENT_COUNT, language, papers=str(asked.papers)),
        say(words.SUPPLEMENT_UNTIL, language, day=f"{asked.respond_by:%d/%m/%Y}") if asked.respond_by else "",
        say(way, language, committee=case.committee),
        say(words.SUPPLEMENT_CLOCK, language),
    ]
    return " ".join(part for part in parts if part)


def _holder(case: CaseFacts, item: ItemFacts | None) -> tuple[str, datetime]:
    """The office that answers for the case now, and since when."""
    if item is not None:
        return item.office, item.since
    papers = _of(case, "A")
    came = papers.since if papers and papers.state == _S.HANDED_IN else case.received_at
    return case.committee, max(came, case.received_at)


def _expected(case: CaseFacts, standing: _Standing, transit: Transit, language: str) -> tuple[date | None, str]:
    """The day to expect the result, and what that day rests on; none while somebody else is waited for."""
    if standing.clock not in ("agency", "post") or standing.key in _BAD or case.state in PAUSING:
        return None, ""
    item = standing.item
    if item is not None and item.papers_home and item.state == _S.REGISTERED:
        return None, ""
    if item is not None and item.leg == "B" and item.state not in (_S.REGISTERED, _S.RETURNING, _S.RETURNED):
        return _by_post(transit, clock.day_of(_taken_over(case, item)), language)
    if case.due_at is None or (item is not None and item.state in (_S.RETURNING, _S.RETURNED)):
        return None, ""
    if case.service == Service.SEND:
        return clock.day_of(case.due_at), say(words.APPOINTED, language)
    return _by_post(transit, clock.day_of(case.due_at), language)


def _by_post(transit: Transit, start: date, language: str) -> tuple[date | None, str]:
    day = transit.after(start)
    sentence = words.EXPECTED_BY_POST if transit.verified else words.EXPECTED_UNVERIFIED
    return day, say(sentence, language, days=str(transit.days)) if day else ""


def _taken_over(case: CaseFacts, item: ItemFacts) -> datetime:
    """When the post took the item over, for reckoning its days."""
    taken = [line.at for line in case.lines if line.subject == item.id and line.action == Action.ACCEPT]
    return taken[-1] if taken else item.since


def _stages(case: CaseFacts, standing: _Standing, language: str) -> tuple[Stage, ...]:
    """The whole way in three or four parts, with the present one marked; none where it stopped for good."""
    names = _STAGES[Service(case.service)]
    gone_home = standing.item is not None and standing.item.papers_home
    if gone_home or standing.key in ("not_accepted", "withdrawn", "lost", "cancelled"):
        return ()
    otherwise = names[-1] if standing.stage in ("carry", "deliver") else names[0]
    here = standing.stage if standing.stage in names else otherwise
    place = len(names) if standing.key in _ENDED_WELL else names.index(here)
    looks = ("done" if n < place else "now" if n == place else "ahead" for n in range(len(names)))
    return tuple(Stage(say(words.STAGES[name], language), look) for name, look in zip(names, looks, strict=True))


def _steps(case: CaseFacts, language: str) -> list[Step]:
    """What happened, newest first; a step that was taken back is left out with its correction."""
    legs = {item.id: item.what for item in case.items}
    kept: list[tuple[int, LineFacts]] = []
    for number, line in enumerate(case.lines):
        if line.machine == ITEM and line.action == Action.CORRECT:
            _take_back(kept, line.subject)
        elif line.machine in (ITEM, DOSSIER_MACHINE):
            kept.append((number, line))
    told = [(number, step) for number, line in kept if (step := _step(line, legs.get(line.subject, "B"), language))]
    told.sort(key=lambda each: (each[1].on, each[1].key not in _SAID_BEFORE, each[0]), reverse=True)
    return [step for _, step in told]


def _take_back(kept: list[tuple[int, LineFacts]], subject: str) -> None:
    """Drop the last move of an item from what is told."""
    for place in range(len(kept) - 1, -1, -1):
        line = kept[place][1]
        if line.machine == ITEM and line.subject == subject and line.action in _MOVED:
            del kept[place]
            return


def _step(line: LineFacts, leg: str, language: str) -> Step | None:
    """One line in plain words, or None for lines that are no news for a citizen."""
    if line.machine == DOSSIER_MACHINE:
        sentence = words.DOSSIER_STEPS.get(line.action)
    elif line.action == Action.NOTE:
        sentence = words.REMARKS.get(line.reason)
    else:
        sentence = words.ITEM_STEPS.get(line.action)
        if sentence and leg not in ("B", "home"):
            sentence = words.OTHER_LEG_STEPS.get(line.action, sentence)
    if sentence is None:
        return None
    text = say(sentence, language, what=say(words.WHAT[leg], language))
    if line.reason in words.PUBLIC_REASONS:
        reason = REASONS[line.reason]
        text = f"{text}: {(reason.en if language == 'en' else reason.vi).lower()}"
    return Step(line.action, line.at, text, line.office)
