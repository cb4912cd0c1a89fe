"""What happens on the day of the demonstration, scene by scene, in the words of the people who do it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from delegation.dossiers.commands import save_draft
from postal_services.ids import uuid7
from postal_services.ledger import checkpoints
from tracking.custody.commands import hand_over
from tracking.custody.commands.scan import Scan
from tracking.custody.commands.tray import close_scan
from tracking.custody.models import Outcome
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
_PHONE_AHEAD = timedelta(minutes=7)

Told = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing that somebody does at an hour; the words may name what the act gives back."""

    hour: int
    minute: int
    vi: str
    en: str
    act: Callable[[Day], Told]


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


def to_the_province(day: Day) -> Told:
    """Items of citizens in Pleiku leave for the provincial post by list."""
    items = [taken.home for taken in day.plan.away]
    listed = day.propose("lan", POST, PROVINCIAL, items, day.hours.at(10, 5))
    day.countersign("bc64", listed.code, items, day.hours.at(11, 30))
    said: list[Said] = [(item, "dispatch", {"to": POST_PLEIKU}) for item in items]
    day.scan("bc64", PROVINCIAL, said, day.hours.at(11, 40))
    return {"code": listed.code, "count": len(items)}


def round_begins(day: Day) -> Told:
    """Tiến takes the morning's items on his round."""
    group = [*day.plan.normal, *day.plan.damaged, *day.plan.fails]
    said: list[Said] = [(taken.home, "take_out", {}) for taken in group]
    day.scan("tien", POST, said, day.hours.at(10, 10))
    return {"count": len(said)}


def at_the_doors(day: Day) -> Told:
    """Door by door, each scan at once: the road to the villages has signal here."""
    group = [*day.plan.normal, *day.plan.damaged]
    for place, taken in enumerate(group):
        when = day.hours.at(10, 20) + (day.hours.at(11, 20) - day.hours.at(10, 20)) * place / len(group)
        day.scan("tien", POST, [(taken.home, "deliver", day.proof(taken))], when)
    day.delivered += group
    return {"count": len(group)}


def nobody_home(day: Day) -> Told:
    """Three that could not be delivered: away, refused, cannot be reached."""
    whys = (("absent", "retry"), ("refused", "send_back"), ("unreachable", "hold"))
    said: list[Said] = [
        (taken.home, "fail", {"reason": reason, "measure": measure})
        for taken, (reason, measure) in zip(day.plan.fails, whys, strict=True)
    ]
    said += [(taken.home, "arrive", {}) for taken in day.plan.fails]
    day.scan("tien", POST, said, day.hours.at(11, 25))
    return {"count": len(whys)}


def kept_and_sent_back(day: Day) -> Told:
    """One waits at the counter, one goes back, one is tried again."""
    _, refused, unreachable = day.plan.fails
    said: list[Said] = [(unreachable.home, "hold", {}), (refused.home, "send_back", {})]
    day.scan("lan", POST, said, day.hours.at(13, 35))
    return {"held": unreachable.home, "back": refused.home}


def handed_back(day: Day) -> Told:
    """The agency signs for what came back."""
    items = [day.plan.fails[1].home]
    listed = day.propose("lan", POST, DESK, items, day.hours.at(13, 50))
    day.countersign("hanh", listed.code, items, day.hours.at(14, 5))
    return {"code": listed.code, "item": items[0]}


def second_try(day: Day) -> Told:
    """Tiến goes again to who was away in the morning."""
    taken = day.plan.fails[0]
    day.scan("tien", POST, [(taken.home, "take_out", {})], day.hours.at(14, 10))
    day.scan("tien", POST, [(taken.home, "deliver", day.proof(taken))], day.hours.at(14, 50))
    day.delivered.append(taken)
    return {"item": taken.home}


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


SCENES: tuple[Scene, ...] = (
    Scene(
        7,
        30,
        "Hạnh (một cửa Chư Sê) tiếp nhận {count} hồ sơ trả kết quả tại nhà",
        "Hạnh (Chư Sê desk) takes in {count} dossiers",
        take_in,
    ),
    Scene(
        7,
        40,
        "Thủy (một cửa Pleiku) tiếp nhận {count} hồ sơ",
        "Thủy (Pleiku desk) takes in {count} dossiers",
        take_in_pleiku,
    ),
    Scene(7, 50, "Hạnh lưu nháp {count} hồ sơ chưa đủ giấy tờ", "Hạnh puts {count} unfinished forms aside", put_aside),
    Scene(
        8,
        1,
        "Lan (bưu điện Chư Sê) nhận {count} hồ sơ người dân gửi tại quầy",
        "Lan (Chư Sê post) takes {count} dossiers at the counter",
        at_the_post,
    ),
    Scene(
        8,
        27,
        "Lan nộp {count} hồ sơ cho một cửa, Hạnh ký nhận {code}",
        "Lan hands {count} in, Hạnh countersigns {code}",
        hand_in,
    ),
    Scene(8, 45, "Hạnh và Thủy báo {count} hồ sơ đã có kết quả", "Hạnh and Thủy report {count} results", results_ready),
    Scene(
        9,
        0,
        "Hạnh lập bảng kê {code}: {count} bưu gửi, chờ ký nhận (dấu niêm {root})",
        "Hạnh proposes list {code} of {count} items (seal {root})",
        first_list,
    ),
    Scene(
        9,
        20,
        "Lan đếm và ký nhận {code}: thiếu {missing}, hư hỏng {damaged}",
        "Lan countersigns {code}: {missing} missing, {damaged} damaged",
        count_first_list,
    ),
    Scene(
        9,
        50,
        "Hạnh tìm thấy bưu gửi thiếu, giải quyết chênh lệch, giao bổ sung {code}",
        "Hạnh finds it, settles the difference, hands it over with {code}",
        found_in_a_drawer,
    ),
    Scene(
        9,
        55,
        "Thủy bàn giao {count} bưu gửi cho Minh (bưu điện Pleiku), ký đủ {code}",
        "Thủy hands {count} items to Minh (Pleiku post), {code} settled",
        pleiku_list,
    ),
    Scene(10, 10, "Tiến (bưu tá) nhận {count} bưu gửi đi phát", "Tiến (postman) takes {count} items out", round_begins),
    Scene(
        11,
        20,
        "Tiến phát thành công {count} bưu gửi, ghi người nhận và quan hệ",
        "Tiến delivers {count} items, with receiver and relation",
        at_the_doors,
    ),
    Scene(
        11,
        25,
        "Tiến báo phát không được {count} bưu gửi, có lý do",
        "Tiến reports {count} failed deliveries, with reasons",
        nobody_home,
    ),
    Scene(
        11,
        40,
        "Lan gửi {count} bưu gửi của người ở Pleiku qua Bưu điện tỉnh ({code})",
        "Lan sends {count} items for Pleiku through the provincial post ({code})",
        to_the_province,
    ),
    Scene(
        13, 35, "Lan lưu {held} chờ nhận, chuyển hoàn {back}", "Lan holds {held}, sends {back} back", kept_and_sent_back
    ),
    Scene(
        14,
        5,
        "Hạnh ký nhận lại bưu gửi chuyển hoàn {item} ({code})",
        "Hạnh countersigns the returned {item} ({code})",
        handed_back,
    ),
    Scene(
        14,
        40,
        "Minh quét nhầm {count} mã; nằm trong khay, Phúc xử lý một",
        "Minh misreads {count} codes; they lie in the tray, Phúc closes one",
        misread,
    ),
    Scene(14, 50, "Tiến phát lại {item}: thành công", "Tiến tries {item} again: delivered", second_try),
    Scene(
        15,
        10,
        "Minh nhận {count} bưu gửi từ Chư Sê và phát trong thành phố",
        "Minh takes over {count} items from Chư Sê and delivers in town",
        arrives_in_pleiku,
    ),
    Scene(
        16,
        5,
        "Điện thoại của Tiến có sóng lại: gửi {count} lượt quét cũ, {flagged} lượt cần xem",
        "Tiến's phone is back: {count} old scans, {flagged} to be looked at",
        offline,
    ),
    Scene(
        16,
        10,
        "Tiến báo đã phát {item} dù chưa quét đi phát: ghi nhận, đánh dấu",
        "Tiến reports {item} delivered though never taken out: recorded, flagged",
        forced,
    ),
    Scene(
        16,
        16,
        "Minh báo {item} mở niêm phong, gửi hai lần: {outcomes}",
        "Minh reports {item} opened, sent twice: {outcomes}",
        twice,
    ),
    Scene(
        16,
        30,
        "Hạnh lập bảng kê {code} ({count} bưu gửi), chưa ai ký",
        "Hạnh proposes {code} ({count} items), nobody signs today",
        limbo,
    ),
    Scene(
        16, 45, "Hạnh trả {count} kết quả tại bàn một cửa", "Hạnh hands {count} results out at the desk", at_the_desk
    ),
    Scene(16, 55, "Niêm sổ cái trong ngày: {root}", "The ledger of the day is sealed: {root}", seal),
)
