"""What the hotline puts on the desk: the calls of the day, and the way to the search box."""

from django.urls import reverse

from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.web.desk import Figure, Figures
from tracking.journey import desk


def calls(actor: Actor) -> Figures | None:
    """How many calls were taken today; one query."""
    if not actor.is_any((Role.HOTLINE,)):
        return None
    today = desk.day_of(actor, clock.now())
    href = reverse("journey:hotline")
    return Figures(
        [
            Figure(today.total, "Cuộc gọi hôm nay", href, icon="phone"),
            Figure(today.mine, "Cuộc gọi tôi nhận", href, icon="user"),
        ],
        "Tìm hồ sơ cho người gọi",
        href,
    )
