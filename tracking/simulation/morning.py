"""The morning of the demonstration: citizens at the counters, lists between desk and post, the first round."""

from collections.abc import Mapping

from delegation.dossiers.commands import save_draft
from tracking.custody.commands import hand_over
from tracking.custody.states import Verdict

from .acts import Said
from .demo_day import Day

CHU_SE, PLEIKU = "633", "622"
DESK, POST = "UB-633", "BC-633"
DESK_PLEIKU, POST_PLEIKU = "UB-622", "BC-622"
PROVINCIAL = "BC-64"
_FATES = (("limbo", 2), ("missing", 1), ("damaged", 1), ("forced", 1), ("offline", 2), ("fails", 3))
_ELSEWHERE = ("626", "628", "639")
"""Đăk Đoa, Ia Grai and Chư Pưh: where a few more of the citizens live."""

Told = Mapping[str, object]
"""What a scene has to tell, by the names its words use."""


def take_in(day: Day) -> Told:
    """The citizens of the morning in Chư Sê; their fates are drawn here."""
    times = (day.hours.at(7, 2), day.hours.at(7, 30))
    pleiku, counter = max(4, day.dossiers // 5), max(3, day.dossiers // 8)
    here = day.dossiers - pleiku - counter
    away = max(3, here // 8)
    elsewhere = [day.dice.choice(_ELSEWHERE) for _ in range(here // 20)]
    homes = [PLEIKU] * away + elsewhere + [CHU_SE] * (here - away - len(elsewhere))
    taken = day.lodge("hanh", CHU_SE, "return", homes, times)
    day.plan.away = taken[:away]
    rest = taken[away:][::-1]
    for fate, count in _FATES:
        setattr(day.plan, fate, [rest.pop(0) for _ in range(count)])
    slow = len(rest) // 6
    day.plan.waiting, day.plan.normal = rest[:slow], rest[slow:]
    return {"count": len(taken)}


def take_in_pleiku(day: Day) -> Told:
    """The citizens of the morning in Pleiku."""
    homes = [PLEIKU] * max(4, day.dossiers // 5)
    day.plan.pleiku = day.lodge("thuy", PLEIKU, "return", homes, (day.hours.at(7, 2), day.hours.at(7, 40)))
    return {"count": len(homes)}


def put_aside(day: Day) -> Told:
    """Two forms that are not complete yet."""
    for procedure in (day.dice.choice(day.procedures) for _ in range(2)):
        content = {"committee": [DESK], "procedure": [procedure.code], "name": ["Rơ Châm H'Nhung"], "weight_g": ["80"]}
        day.do(save_draft, actor=day.who("hanh"), content=content)
    return {"count": 2}


def at_the_post(day: Day) -> Told:
    """Citizens who bring their papers to the post instead of the district."""
    homes = [CHU_SE] * max(3, day.dossiers // 8)
    half = len(homes) // 2
    times = (day.hours.at(7, 30), day.hours.at(8, 0))
    day.plan.sent = day.lodge("lan", CHU_SE, "send", homes[half:], times)
    day.plan.sent += day.lodge("lan", CHU_SE, "both", homes[:half], times) if half else []
    said: list[Said] = [(taken.out, "accept", {}) for taken in day.plan.sent]
    day.scan("lan", POST, said, day.hours.at(8, 1))
    return {"count": len(homes)}


def hand_in(day: Day) -> Told:
    """The post brings what was sent to the one-stop desk; the agency's clock starts."""
    items = [taken.out for taken in day.plan.sent]
    listed = day.propose("lan", POST, DESK, items, day.hours.at(8, 15))
    day.countersign("hanh", listed.code, items, day.hours.at(8, 25))
    return {"code": listed.code, "count": len(items)}


def results_ready(day: Day) -> Told:
    """The officials have decided; two acts of the agency each."""
    moved = 0
    for name, group in (("hanh", [*day.plan.first_list, *day.plan.limbo]), ("thuy", day.plan.pleiku)):
        day.move(name, "process", group, day.hours.at(8, 30))
        moved += day.move(name, "finish", group, day.hours.at(8, 45))
    return {"count": moved}


def first_list(day: Day) -> Told:
    """Hạnh gives the results to the post."""
    items = [taken.home for taken in day.plan.first_list]
    listed = day.propose("hanh", DESK, POST, items, day.hours.at(9, 0))
    day.lists["first"] = listed.code
    return {"code": listed.code, "count": len(items), "root": listed.root or "—"}


def count_first_list(day: Day) -> Told:
    """Lan counts: one is missing, one is damaged."""
    wrong = {day.plan.missing[0].home: Verdict.MISSING, day.plan.damaged[0].home: Verdict.DAMAGED}
    items = [taken.home for taken in day.plan.first_list]
    day.countersign("lan", day.lists["first"], items, day.hours.at(9, 20), wrong)
    return {"code": day.lists["first"], "missing": day.plan.missing[0].home, "damaged": day.plan.damaged[0].home}


def found_in_a_drawer(day: Day) -> Told:
    """The difference is settled in writing and the found item goes along with a list of its own."""
    words = "Còn sót trong ngăn kéo của một cửa; bàn giao bổ sung bằng bảng kê riêng."
    day.do(
        hand_over.resolve_hand_over,
        actor=day.who("hanh"),
        code=day.lists["first"],
        resolution=words,
        now=day.hours.at(9, 40),
    )
    items = [day.plan.missing[0].home]
    listed = day.propose("hanh", DESK, POST, items, day.hours.at(9, 45))
    day.countersign("lan", listed.code, items, day.hours.at(9, 50))
    return {"code": listed.code}


def pleiku_list(day: Day) -> Told:
    """The same between desk and post of Pleiku, without a difference."""
    items = [taken.home for taken in day.plan.pleiku]
    listed = day.propose("thuy", DESK_PLEIKU, POST_PLEIKU, items, day.hours.at(9, 30))
    day.countersign("minh", listed.code, items, day.hours.at(9, 55))
    return {"code": listed.code, "count": len(items)}
