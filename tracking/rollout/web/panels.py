"""What the rollout puts on the desk: how many committees have begun, and what hangs or lags."""

from django.db.models import Count
from django.urls import reverse

from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.web.desk import Figure, Figures, Panel, Row
from postal_services.web.formats import duration
from tracking.rollout import board as reads
from tracking.rollout.models import Alert, AlertKind

_FIRST = 5
_WORDS = {
    AlertKind.LIMBO: "chờ ký nhận",
    AlertKind.SLOW: "nằm ở bưu cục",
    AlertKind.OVERDUE: "quá ngày hẹn",
}


def province(actor: Actor) -> Figures | None:
    """The whole province in four numbers, each leading to the board."""
    if not actor.is_any((Role.PROVINCE,)):
        return None
    counted = reads.board()
    href = reverse("rollout:board")
    numbers = counted.totals
    return Figures(
        [
            Figure(f"{counted.mandated}/{len(counted.rows)}", "Huyện đã chuyển giao", href, icon="shield"),
            Figure(numbers["handed_over"], "Hồ sơ đã bàn giao", href, icon="handover"),
            Figure(numbers["delivered"], "Kết quả đã phát", href, icon="check", colour="green"),
            Figure(
                numbers["late"] + numbers["slow"],
                "Quá hạn và chậm",
                href,
                icon="clock",
                colour="red" if numbers["late"] + numbers["slow"] else "",
            ),
        ],
        "Mở bảng tỉnh",
        href,
    )


def alerts(actor: Actor) -> Panel | None:
    """The oldest open alerts of the offices the actor may see; two queries."""
    if not (actor.sees_everything or actor.is_any((Role.SUPERVISOR,))):
        return None
    rows = Alert.objects.visible_to(actor).open()
    total = rows.aggregate(n=Count("pk"))["n"]
    now = clock.now()
    shown = rows.select_related("item", "office").order_by("since", "pk")[:_FIRST]
    return Panel(
        title="Cần xử lý ngay",
        rows=[
            Row(
                text=alert.office.name,
                href=reverse("custody:item", args=[alert.item.code]),
                state="limbo" if alert.kind == AlertKind.LIMBO else "late",
                note=f"{alert.item.code} · {_WORDS[AlertKind(alert.kind)]}",
                aside=duration(now - alert.since),
            )
            for alert in shown
        ],
        total=total,
        href=reverse("rollout:alerts"),
        icon="alert",
        none="Không có bưu gửi nào treo hay chậm.",
    )
