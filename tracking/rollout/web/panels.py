"""What the rollout puts on the desk: how many committees have begun, and how far they are."""

from django.urls import reverse

from postal_services.accounts.actors import Actor, Role
from postal_services.web.desk import Figure, Figures
from tracking.rollout import board as reads


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
