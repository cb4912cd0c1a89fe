"""What custody puts on the desk: what to sign, what hangs, what is held, what is late, what waits in the tray."""

from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse

from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.web.desk import Figure, Figures, Panel, Row, first_of
from postal_services.web.formats import duration
from tracking.custody import item_codes, policies
from tracking.custody.models import HandOver
from tracking.custody.queries import ages
from tracking.custody.queries import hand_overs as reads
from tracking.custody.queries import items as item_reads
from tracking.custody.queries import tray as tray_reads
from tracking.custody.queries.hand_overs import Tab

_FIRST = 5


def figures(actor: Actor) -> Figures | None:
    """Five numbers, each leading to the list it counts; three queries, one more for officers."""
    if not actor.offices_as(*policies.GIVING_ROLES):
        return None
    now = clock.now()
    counts = reads.counts(actor)
    held = (
        item_reads.held(actor)
        .order_by()
        .aggregate(
            all=Count("pk"),
            mine=Count("pk", filter=Q(holder_person=actor.user_id)),
            late=Count("pk", filter=item_reads.held_too_long(now)),
        )
    )
    waiting = sum(tray_reads.waiting_counts(actor).values())
    lists, items = reverse("custody:hand-overs"), reverse("custody:held")
    shown = [
        Figure(counts[Tab.TO_SIGN], "Chờ tôi ký nhận", _to(lists, muc=Tab.TO_SIGN), icon="pencil",
               colour="amber" if counts[Tab.TO_SIGN] else ""),
        Figure(counts[Tab.LIMBO], "Chờ bên kia ký", _to(lists, muc=Tab.LIMBO), icon="ring"),
        Figure(held["all"], "Nơi tôi đang giữ", items, note=f"{held['mine']} do tôi giữ", icon="parcel"),
        Figure(held["late"], "Giữ quá lâu", _to(items, muc="tre"), icon="clock", colour="red" if held["late"] else ""),
        Figure(waiting, "Trong khay", reverse("custody:tray"), icon="list", colour="amber" if waiting else ""),
    ]  # fmt: skip
    shown += [
        Figure(left, "Mã bưu gửi còn lại", note=f"{agency}: xin Bưu điện tỉnh cấp thêm", icon="alert", colour="amber")
        for agency, left in item_codes.running_low(actor.offices_as(Role.OFFICER)).items()
    ]  # fmt: skip
    if actor.is_any((Role.CLERK, Role.POSTMAN)):
        return Figures(shown, "Quét bưu gửi", reverse("custody:scan"))
    return Figures(shown)


def to_countersign(actor: Actor) -> Panel | None:
    """The oldest lists that wait for the actor's countersignature; one query."""
    if not actor.offices_as(*policies.GIVING_ROLES):
        return None
    return _panel(actor, Tab.TO_SIGN, "Chờ tôi ký nhận", "custody:count", "Không có bảng kê nào chờ bạn ký nhận.")


def in_limbo(actor: Actor) -> Panel | None:
    """The oldest lists the actor's offices gave and nobody has countersigned; one query."""
    if not actor.offices_as(*policies.GIVING_ROLES):
        return None
    return _panel(actor, Tab.LIMBO, "Chờ bên kia ký", "custody:hand-over", "Không có bảng kê nào đang chờ bên nhận.")


def _panel(actor: Actor, tab: Tab, title: str, address: str, none: str) -> Panel:
    now = clock.now()
    limit = ages.a_working_day_ago(now)
    first, total = first_of(reads.listing(actor, tab), _FIRST)
    return Panel(
        title=title,
        rows=[_row(each, tab, address, now, limit) for each in first],
        total=total,
        href=_to(reverse("custody:hand-overs"), muc=tab),
        icon="handover",
        none=none,
    )


def _row(each: HandOver, tab: Tab, address: str, now: datetime, limit: datetime) -> Row:
    wait = reads.waiting(each, now, limit)
    other = each.giver if tab == Tab.TO_SIGN else each.receiver
    return Row(
        text=each.code,
        href=reverse(address, args=[each.code]),
        state="limbo" if wait and wait.too_long else "",
        note=f"{other.name} · {getattr(each, 'item_count', 0)} bưu gửi",
        aside=f"chờ {duration(wait.age)}" if wait else "",
    )


def _to(address: str, **query: str) -> str:
    return f"{address}?{urlencode({key: str(value) for key, value in query.items()})}"
