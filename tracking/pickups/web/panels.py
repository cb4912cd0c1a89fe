"""What pickups put on the desk: whom the postman was sent to, and what still waits for somebody to go."""

from django.db.models import Q
from django.urls import reverse

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.web.desk import Panel, Row, first_of
from postal_services.web.formats import vn_date
from tracking.pickups import policies
from tracking.pickups.models import Pickup
from tracking.pickups.queries import board
from tracking.pickups.states import STANDING, PickupState

_FIRST = 5


def to_collect(actor: Actor) -> Panel | None:
    """The actor's own pickups, and for clerks those that nobody was given yet; one query."""
    if not actor.offices_as(*policies.AT_POST):
        return None
    last = board.next_day(clock.today())
    own = Q(postman=actor.user_id, state=PickupState.ASSIGNED)
    unassigned = Q(state=PickupState.ASKED, office__in=actor.offices_as(*policies.AT_COUNTER))
    rows = Pickup.objects.filter(own | unassigned, state__in=sorted(STANDING), day__lte=last)
    shown, total = first_of(rows.select_related("procedure", "unit").order_by("day", "opens", "code"), _FIRST)
    return Panel(
        title="Lấy hồ sơ tại nhà",
        rows=[
            Row(
                each.unit.name,
                reverse("pickups:pickup", args=[each.code]),
                note=f"{each.procedure.name} · {'giao cho tôi' if each.postman_id else 'chờ phân công'}",
                aside=f"{each.window}, {vn_date(each.day)}",
            )
            for each in shown
        ],
        total=total,
        href=reverse("pickups:board"),
        link="Xem tất cả lần hẹn",
        icon="parcel",
        none="Không có lần hẹn nào đến ngày làm việc kế tiếp.",
    )
