"""What somebody may do from a page: links to the pages where it is done, the one next step first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from postal_services.accounts.actors import Actor, Role
from tracking.rollout import policies
from tracking.rollout.evidence import Target
from tracking.rollout.models.scoping import SPEAKERS

from .addresses import Addresses

ACCEPTED = "accepted_by_province"

DOING: Mapping[str, tuple[str, str]] = {
    "mandate_signed": ("Văn bản chuyển giao", "mandates:list"),
    "procedures_published": ("Công khai thủ tục", "establishment:publish"),
    "offices_staffed": ("Phân công người", "establishment:appoint"),
    "devices_enrolled": ("Ghi danh thiết bị", "establishment:device"),
    "staff_trained": ("Ghi buổi tập huấn", "establishment:train"),
    "first_hand_over": ("Lập bảng kê bàn giao", "custody:hand-over-new"),
    "sustained_use": ("Lập bảng kê bàn giao", "custody:hand-over-new"),
}
"""Where each kind of evidence is worked for: the words of the link and the name of the page."""
OF_OFFICE = frozenset({"procedures_published", "offices_staffed", "devices_enrolled", "staff_trained"})
"""Kinds whose page is that of the committee's desk."""


@dataclass(frozen=True, slots=True)
class Door:
    """One link; the first of a page is its one next step."""

    label: str
    href: str
    primary: bool = False


def address(name: str, *args: str, query: str = "") -> str:
    """The address of that name with a query; empty while no page answers there."""
    try:
        return reverse(name, args=args) + query
    except NoReverseMatch:
        return ""


def of_unit(actor: Actor, target: Target, to: Addresses) -> Sequence[Door]:
    """What the actor may do for one unit: what is missing first, then obstacles, statements, reminders."""
    if actor.user_id is None:
        return ()
    place = (to.directive, to.ask, target.place.code)
    found: list[tuple[str, str]] = []
    if _works_in(actor, target):
        found += _missing(target)
        found += [
            ("Báo vướng mắc", address("rollout:obstacle-new", *place)),
            ("Khai số hồ sơ đủ điều kiện", address("rollout:statement", *place)),
        ]
    if policies.is_province(actor):
        accepted = any(each.key == ACCEPTED and each.met for each in target.evidence)
        found += [
            ("Rút nghiệm thu" if accepted else "Nghiệm thu", address("rollout:acceptance", *place)),
            ("Gửi lời nhắc", address("rollout:remind", *place)),
        ]
    return _doors(found)


def _works_in(actor: Actor, target: Target) -> bool:
    """Whether the actor speaks for the unit by a post in it."""
    return any(post.unit == target.place.code and post.role in SPEAKERS for post in actor.appointments)


def _missing(target: Target) -> list[tuple[str, str]]:
    """The pages where the first missing things are done."""
    found = []
    for each in target.missing:
        if each.key in DOING:
            words, name = DOING[each.key]
            args = (target.place.committee,) if each.key in OF_OFFICE else ()
            found.append((words, address(name, *args)))
    return list(dict.fromkeys(found))[:2]


def of_board(actor: Actor, to: Addresses) -> Sequence[Door]:
    """What the actor may do for all units."""
    found: list[tuple[str, str]] = []
    if policies.is_province(actor):
        found.append(("Nhắc các nơi còn thiếu", address("rollout:remind-many", to.directive, to.ask)))
    if actor.user_id is not None and policies.may_see_obstacles(actor):
        found.append(("Danh sách vướng mắc", address("rollout:obstacles")))
    return _doors(found)


def of_readiness(actor: Actor, to: Addresses, code: str = "") -> Sequence[Door]:
    """What the actor may do where communes declare that they are ready."""
    if actor.user_id is None or not policies.may_declare_anywhere(actor):
        return ()
    one = [("Khai sẵn sàng", address("rollout:ready", to.directive, to.ask, code))] if code else []
    return _doors([*one, ("Khai nhiều xã bằng danh sách", address("rollout:ready-list", to.directive, to.ask))])


def of_task(actor: Actor, to: Addresses, target: Target) -> Sequence[Door]:
    """What the actor may do about a task."""
    posts = actor.appointments
    owns = any(target.place.code in (post.unit, post.office) and post.role in SPEAKERS for post in posts)
    if not owns and not actor.is_any((Role.PROVINCE,)):
        return ()
    return _doors([("Báo cáo, xác nhận hoàn thành", address("rollout:task", to.directive, to.ask, target.place.code))])


def _doors(found: Sequence[tuple[str, str]]) -> Sequence[Door]:
    """Those that lead somewhere, the first as the next step."""
    open_ones = [(label, href) for label, href in found if href]
    return [Door(gettext(label), href, primary=not place) for place, (label, href) in enumerate(open_ones)]
