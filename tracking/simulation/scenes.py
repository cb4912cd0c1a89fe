"""What happens on the day of the demonstration, scene by scene, in the words of the people who do it."""

from collections.abc import Callable
from dataclasses import dataclass

from . import afternoon, errands, morning, till
from .demo_day import Day
from .morning import Told


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing that somebody does at an hour; the words may name what the act gives back."""

    hour: int
    minute: int
    vi: str
    en: str
    act: Callable[[Day], Told]


SCENES: tuple[Scene, ...] = (
    Scene(
        7,
        18,
        "{count} người dân hẹn lấy hồ sơ tại nhà; Lan phân cho Tiến",
        "{count} citizens ask for their papers to be fetched; Lan gives them to Tiến",
        errands.ask_for_pickups,
    ),
    Scene(
        7,
        30,
        "Hạnh (một cửa Chư Sê) tiếp nhận {count} hồ sơ trả kết quả tại nhà",
        "Hạnh (Chư Sê desk) takes in {count} dossiers",
        morning.take_in,
    ),
    Scene(
        7,
        40,
        "Thủy (một cửa Pleiku) tiếp nhận {count} hồ sơ",
        "Thủy (Pleiku desk) takes in {count} dossiers",
        morning.take_in_pleiku,
    ),
    Scene(
        7,
        50,
        "Hạnh lưu nháp {count} hồ sơ chưa đủ giấy tờ",
        "Hạnh puts {count} unfinished forms aside",
        morning.put_aside,
    ),
    Scene(
        7,
        55,
        "Tiến lấy một hồ sơ tại nhà: đếm giấy tờ, niêm phong, hai bên ký, {receipts} biên nhận ({item})",
        "Tiến fetches one: papers counted, sealed, signed by both, {receipts} receipts ({item})",
        errands.fetch_one,
    ),
    Scene(
        8,
        1,
        "Lan (bưu điện Chư Sê) nhận {count} hồ sơ người dân gửi tại quầy",
        "Lan (Chư Sê post) takes {count} dossiers at the counter",
        morning.at_the_post,
    ),
    Scene(
        8,
        5,
        "Lan thu phí, cước của {count} hồ sơ tại quầy",
        "Lan takes the fees of {count} dossiers at the counter",
        till.at_the_counter,
    ),
    Scene(
        8,
        27,
        "Lan nộp {count} hồ sơ cho một cửa, Hạnh ký nhận {code}",
        "Lan hands {count} in, Hạnh countersigns {code}",
        morning.hand_in,
    ),
    Scene(
        8,
        45,
        "Hạnh và Thủy báo {count} hồ sơ đã có kết quả",
        "Hạnh and Thủy report {count} results",
        morning.results_ready,
    ),
    Scene(
        9,
        0,
        "Hạnh lập bảng kê {code}: {count} bưu gửi, chờ ký nhận (dấu niêm {root})",
        "Hạnh proposes list {code} of {count} items (seal {root})",
        morning.first_list,
    ),
    Scene(
        9,
        20,
        "Lan đếm và ký nhận {code}: thiếu {missing}, hư hỏng {damaged}",
        "Lan countersigns {code}: {missing} missing, {damaged} damaged",
        morning.count_first_list,
    ),
    Scene(
        9,
        50,
        "Hạnh tìm thấy bưu gửi thiếu, giải quyết chênh lệch, giao bổ sung {code}",
        "Hạnh finds it, settles the difference, hands it over with {code}",
        morning.found_in_a_drawer,
    ),
    Scene(
        9,
        55,
        "Thủy bàn giao {count} bưu gửi cho Minh (bưu điện Pleiku), ký đủ {code}",
        "Thủy hands {count} items to Minh (Pleiku post), {code} settled",
        morning.pleiku_list,
    ),
    Scene(
        10,
        10,
        "Tiến (bưu tá) đi phát {count} bưu gửi theo {code}",
        "Tiến (postman) takes {count} items out with {code}",
        errands.round_begins,
    ),
    Scene(
        11,
        20,
        "Tiến phát thành công {count} bưu gửi, người nhận ký trên máy; thu tiền {receipts} nơi",
        "Tiến delivers {count} items against signatures and takes money at {receipts} doors",
        errands.at_the_doors,
    ),
    Scene(
        11,
        25,
        "Tiến báo phát không được {count} bưu gửi, có lý do",
        "Tiến reports {count} failed deliveries, with reasons",
        errands.nobody_home,
    ),
    Scene(
        11,
        40,
        "Lan gửi {count} bưu gửi đi Pleiku trong túi {code}, niêm phong {seal}; Bưu điện tỉnh mở, đếm đủ",
        "Lan sends {count} items for Pleiku in bag {code} under seal {seal}; the provincial post counts them all",
        errands.to_the_province,
    ),
    Scene(
        13,
        35,
        "Lan nhận lại {code}: tiền đủ {cash} đồng; lưu {held} chờ nhận, chuyển hoàn {back}",
        "Lan takes {code} back: {cash} đồng, all there; {held} is held, {back} goes home",
        errands.comes_home,
    ),
    Scene(
        14,
        5,
        "Hạnh ký nhận lại bưu gửi chuyển hoàn {item} ({code})",
        "Hạnh countersigns the returned {item} ({code})",
        afternoon.handed_back,
    ),
    Scene(
        14,
        40,
        "Minh quét nhầm {count} mã; nằm trong khay, Phúc xử lý một",
        "Minh misreads {count} codes; they lie in the tray, Phúc closes one",
        afternoon.misread,
    ),
    Scene(14, 50, "Tiến phát lại {item}: thành công", "Tiến tries {item} again: delivered", errands.second_try),
    Scene(
        15,
        10,
        "Minh nhận {count} bưu gửi từ Chư Sê và phát trong thành phố",
        "Minh takes over {count} items from Chư Sê and delivers in town",
        afternoon.arrives_in_pleiku,
    ),
    Scene(
        16,
        5,
        "Điện thoại của Tiến có sóng lại: gửi {count} lượt quét cũ, {flagged} lượt cần xem",
        "Tiến's phone is back: {count} old scans, {flagged} to be looked at",
        afternoon.offline,
    ),
    Scene(
        16,
        10,
        "Tiến báo đã phát {item} dù chưa quét đi phát: ghi nhận, đánh dấu",
        "Tiến reports {item} delivered though never taken out: recorded, flagged",
        afternoon.forced,
    ),
    Scene(
        16,
        16,
        "Minh báo {item} mở niêm phong, gửi hai lần: {outcomes}",
        "Minh reports {item} opened, sent twice: {outcomes}",
        afternoon.twice,
    ),
    Scene(
        16,
        25,
        "Lan và Tiến chốt {count} quỹ ngày, {cash} đồng; bưu điện và một cửa ký {sheets} bảng đối soát",
        "Lan and Tiến close {count} days with {cash} đồng; post and desk sign {sheets} reconciliations",
        till.evening,
    ),
    Scene(
        16,
        30,
        "Hạnh lập bảng kê {code} ({count} bưu gửi), chưa ai ký",
        "Hạnh proposes {code} ({count} items), nobody signs today",
        afternoon.limbo,
    ),
    Scene(
        16,
        45,
        "Hạnh trả {count} kết quả tại bàn một cửa",
        "Hạnh hands {count} results out at the desk",
        afternoon.at_the_desk,
    ),
    Scene(16, 55, "Niêm sổ cái trong ngày: {root}", "The ledger of the day is sealed: {root}", afternoon.seal),
)
