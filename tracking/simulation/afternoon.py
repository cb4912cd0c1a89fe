"""The afternoon of the demonstration: what comes back, what goes wrong, what stays open over night."""

from datetime import timedelta

from postal_services.ids import uuid7
from postal_services.ledger import checkpoints
from tracking.custody.commands.scan import Scan
from tracking.custody.commands.tray import close_scan
from tracking.custody.models import Outcome

from .acts import Said
from .demo_day import Day
from .morning import DESK, POST, POST_PLEIKU, Told

_PHONE_AHEAD = timedelta(minutes=7)


def handed_back(day: Day) -> Told:
    """The agency signs for what came back."""
    items = [day.plan.fails[1].home]
    listed = day.propose("lan", POST, DESK, items, day.hours.at(13, 50))
    day.countersign("hanh", listed.code, items, day.hours.at(14, 5))
    return {"code": listed.code, "item": items[0]}


def arrives_in_pleiku(day: Day) -> Told:
    """Minh takes over what came from Chư Sê, and delivers what his own desk gave him."""
    said: list[Said] = [(taken.home, "arrive", {}) for taken in day.plan.away]
    said += [(taken.home, "take_out", {}) for taken in day.plan.pleiku]
    day.scan("minh", POST_PLEIKU, said, day.hours.at(13, 40))
    at_home = [*day.plan.pleiku[1:], *day.plan.away[1:]]
    out: list[Said] = [(taken.home, "take_out", {}) for taken in day.plan.away[1:]]
    out += [(taken.home, "deliver", day.proof(taken)) for taken in at_home]
    day.scan("minh", POST_PLEIKU, out, day.hours.at(15, 10))
    day.delivered += at_home
    return {"count": len(day.plan.away)}


def misread(day: Day) -> Told:
    """Codes that nobody can make sense of are kept for a person to look at."""
    stranger = day.plan.forced[0].home
    wrong = f"{stranger[:10]}{(int(stranger[10]) + 1) % 10}{stranger[11:]}"
    said: list[Said] = [(stranger, "arrive", {}), (_as_typed(wrong), "arrive", {}), ("PHIEU GUI 12", "arrive", {})]
    results = day.scan("minh", POST_PLEIKU, said, day.hours.at(14, 30))
    refused = [result for result in results if result.outcome == Outcome.REFUSED]
    day.do(
        close_scan,
        actor=day.who("phuc"),
        scan=refused[-1].id,
        note="Quét nhầm phiếu gửi; đã quét lại tem đúng.",
        now=day.hours.at(14, 40),
    )
    return {"count": len(refused)}


def _as_typed(code: str) -> str:
    """An item code as people type it."""
    return f"{code[:2].lower()} {code[2:5]} {code[5:8]} {code[8:11]} {code[11:].lower()}"


def offline(day: Day) -> Told:
    """A phone comes back from a village without signal: old scans with their age, its clock seven minutes ahead."""
    said: list[Said] = []
    group = [*day.plan.offline, *day.plan.missing]
    for place, taken in enumerate(group):
        said.append((taken.home, "take_out", day.age((13, 45), (16, 0))))
        said.append((taken.home, "deliver", {**day.age((14, 20 + 10 * place), (16, 0)), **day.proof(taken)}))
    results = day.scan("tien", POST, said, day.hours.at(16, 0), phone_ahead=_PHONE_AHEAD)
    day.delivered += group
    late: list[Said] = [(group[0].home, "arrive", day.age((13, 10), (16, 5)))]
    results += day.scan("lan", POST, late, day.hours.at(16, 5))
    return {"count": len(said), "flagged": sum(result.outcome == Outcome.FLAGGED for result in results)}


def forced(day: Day) -> Told:
    """An item that nobody had scanned out was handed to its owner in the village; the fact is recorded, with a flag."""
    taken = day.plan.forced[0]
    facts = {**day.age((15, 0), (16, 10)), **day.proof(taken)}
    day.scan("tien", POST, [(taken.home, "deliver", facts)], day.hours.at(16, 10))
    day.delivered.append(taken)
    return {"item": taken.home}


def twice(day: Day) -> Told:
    """The same scan sent again is the same line; then the seal of another item is found open."""
    taken = day.plan.away[0]
    scan = Scan(id=uuid7(), code=taken.home, action="open_seal", office=POST_PLEIKU)
    results = [*day.send("minh", [scan], day.hours.at(16, 15)), *day.send("minh", [scan], day.hours.at(16, 16))]
    return {"item": taken.home, "outcomes": ", ".join(str(result.outcome) for result in results)}


def limbo(day: Day) -> Told:
    """A last list that nobody signs today: it hangs between two hands, with its age."""
    items = [taken.home for taken in day.plan.limbo]
    listed = day.propose("hanh", DESK, POST, items, day.hours.at(16, 30))
    day.lists["limbo"] = listed.code
    return {"code": listed.code, "count": len(items)}


def at_the_desk(day: Day) -> Told:
    """Results that nobody wanted brought home are handed out at the desk."""
    group = [taken for taken in day.plan.sent if not taken.home]
    day.move("hanh", "process", group, day.hours.at(15, 0))
    day.move("hanh", "finish", group, day.hours.at(16, 0))
    return {"count": day.move("hanh", "give_back", group, day.hours.at(16, 45))}


def seal(day: Day) -> Told:
    """The day ends with a signed root over everything that was written."""
    day.do(checkpoints.seal)
    return {"root": checkpoints.current_root()}
