"""Citizens who do not exist, with the names, places and papers of Gia Lai.

Names are put together from common family names, clan names and given names of Kinh, Jrai and Bahnar; phones lie in one
small block of numbers; addresses have no house numbers, as in the villages.
"""

import random
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from delegation.dossiers.lodging import Applicant, Paper
from delegation.registry.models import Exemption, Procedure, Unit

_KINH_FAMILY = (
    "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
    "Dương", "Phan", "Trương", "Đoàn", "Tôn Nữ",
)  # fmt: skip
_KINH_WOMEN = (
    "Thị Ngọc Ánh", "Thị Hồng Nhung", "Thị Thu Hà", "Thị Mỹ Lệ", "Thị Kim Oanh", "Ngọc Bích Trâm", "Thị Tuyết",
    "Thị Thanh Thảo", "Thị Diễm Quỳnh", "Thị Hoa", "Thị Phượng", "Hoàng Thị Bảo Uyên",
)  # fmt: skip
_KINH_MEN = (
    "Văn Tuấn", "Quốc Cường", "Minh Đức", "Hữu Phước", "Đình Khôi", "Văn Hải", "Thanh Sơn", "Tấn Lộc", "Trọng Nghĩa",
    "Văn Út", "Duy Khánh", "Bá Tòng",
)  # fmt: skip
_JRAI_CLANS = (
    "Ksor", "Siu", "Rơ Châm", "Rơ Mah", "Rah Lan", "Kpă", "Nay", "Kpuih", "Puih", "Rcom", "Rmah", "Hiao",
)  # fmt: skip
_JRAI_WOMEN = ("H'Nhung", "H'Bia", "H'Lan", "H'Mlơi", "H'Yôn", "H'Uyên", "H'Ngăm", "H'Lin", "H'Prem", "H’Mơi")
_JRAI_MEN = ("Blơih", "Y Phan", "Thin", "Krik", "Hlô", "Brôn", "Y Tuân", "Jem", "Đuik", "Yuin", "Kơk", "Phúc")
_BAHNAR = (
    "Đinh Văn Tuấn", "Đinh Thị Hlim", "Đinh Hmưnh", "Đinh Keo", "Đinh Thị Byưn", "A Nhưk", "Y Byên", "Đinh Pơm",
    "Đinh Thị Hrin", "Đinh Yớt", "A Kưm", "Y Hyim",
)  # fmt: skip
_NO_FAMILY_NAME = ("Blơih", "H'Mlơi", "Ksơr", "Byơk", "Yơnh", "Đưn")
_PLACES = (
    "Làng Ring", "Làng Kơ Nia", "Plei Bầu", "Plei Pông", "Làng Tào Kuk", "Làng Dun", "Buôn Broái", "Làng Mơ Nú",
    "Làng Ốp", "Plei Ơi", "Làng Hlũ", "Thôn 3", "Thôn 7", "Thôn Đoàn Kết", "Thôn Hố Lâm", "Tổ dân phố 2",
    "Tổ dân phố 9", "Đội 4, nông trường cà phê", "Gần nhà rông, làng Thoong Nha", "Sau chợ, thôn 1",
)  # fmt: skip
_CATEGORIES = ("poor_household", "poor_household", "extremely_difficult_area", "war_invalid", "martyr_family")
_NO_PHONE, _CATEGORY, _DECOMPOSED, _ABROAD_FORM = 0.06, 0.25, 0.03, 0.08
_SAYS_MORE = 0.15
_OPINIONS = {
    1: ("Chờ lâu quá, không ai báo gì.", "Hẹn ba ngày mà gần hai tuần mới có."),
    2: ("Phải gọi hai lần mới biết hồ sơ ở đâu.", "Bưu tá đến lúc nhà đi rẫy, không hẹn trước."),
    3: ("Được, nhưng cước hơi cao.", "Bình thường."),
    4: ("Đỡ phải đi 40 cây số lên huyện.", "Nhanh, có tin nhắn báo."),
    5: ("Cảm ơn cô bưu điện, nói tiếng Jrai dễ hiểu.", "Rất tiện, ở làng cũng nhận được giấy.", "Đúng hẹn."),
}
_MEMBERS = ("spouse", "spouse", "child", "parent", "sibling", "other_relative", "household")


@dataclass(frozen=True, slots=True)
class Places:
    """Communes by the code of their district, and categories of people, as known on one day."""

    communes: Mapping[str, Sequence[str]]
    categories: tuple[str, ...]


def places(day: date) -> Places:
    """Communes that people name on ``day``: those of then, and those merged since, which they still call their own."""
    latest: dict[str, Unit] = {}
    for unit in Unit.objects.communes().filter(valid_from__lte=day).select_related("parent").order_by("valid_from"):
        latest[unit.code] = unit
    communes: dict[str, list[str]] = {}
    for code, unit in sorted(latest.items()):
        if unit.district is not None:
            communes.setdefault(unit.district.code, []).append(code)
    known = set(Exemption.objects.valid_on(day).values_list("code", flat=True))
    return Places(communes, tuple(code for code in _CATEGORIES if code in known))


def citizen(dice: random.Random, unit: str, categories: Sequence[str] = ()) -> Applicant:
    """Somebody who lives in the commune ``unit`` (statistics code); one in four belongs to a category."""
    name = _name(dice)
    if dice.random() < _DECOMPOSED:
        name = unicodedata.normalize("NFD", name)
    mine = (dice.choice(categories),) if categories and dice.random() < _CATEGORY else ()
    return Applicant(name, _phone(dice), dice.choice(_PLACES), unit, mine)


def taker(dice: random.Random, applicant: Applicant) -> dict[str, str]:
    """Who receives at the door, and what they are to the applicant (codes of ``custody.relations``)."""
    if dice.random() < 0.7:  # noqa: PLR2004  # most people are at home
        return {"receiver": applicant.name, "relation": "self"}
    return {"receiver": _name(dice), "relation": dice.choice(_MEMBERS)}


def shown(dice: random.Random, applicant: Applicant, token: str) -> dict[str, str]:
    """A delivery's proof without a picture: who received, a neighbour who saw it, and the code of the slip."""
    return {**taker(dice, applicant), "witness": _name(dice), "receipt": token}


def opinion(dice: random.Random, score: int) -> str:
    """A few words beside a score; most people write none."""
    return dice.choice(_OPINIONS[score]) if dice.random() < _SAYS_MORE else ""


def papers_of(procedure: Procedure) -> tuple[Paper, ...]:
    """The announced list of papers, as somebody brings it; needs ``papers`` prefetched."""
    return tuple(Paper(paper.name, paper.kind, paper.count) for paper in procedure.papers.all())


def weigh(dice: random.Random, papers: Iterable[Paper]) -> int:
    """Grams of a sealed file: an envelope, and about five grams a sheet of a few pages."""
    return 20 + sum(dice.randint(5, 40) * paper.count for paper in papers)


def _name(dice: random.Random) -> str:
    kind = dice.random()
    if kind < 0.5:  # noqa: PLR2004  # about half the province is Kinh
        return f"{dice.choice(_KINH_FAMILY)} {dice.choice(dice.choice((_KINH_WOMEN, _KINH_MEN)))}"
    if kind < 0.82:  # noqa: PLR2004  # then Jrai, then Bahnar
        return f"{dice.choice(_JRAI_CLANS)} {dice.choice(dice.choice((_JRAI_WOMEN, _JRAI_MEN)))}"
    return dice.choice(_BAHNAR if kind < 0.97 else _NO_FAMILY_NAME)  # noqa: PLR2004


def _phone(dice: random.Random) -> str:
    """A number of the block 0905 000 000 to 0905 009 999 as people write it; some have none."""
    if dice.random() < _NO_PHONE:
        return ""
    number = f"{dice.randint(1, 9999):04}"
    return f"+84 905 00{number[:1]} {number[1:]}" if dice.random() < _ABROAD_FORM else f"090500{number}"
