"""What the rollout puts on the desk: how far the districts are, and what waits for the province."""

from django.urls import reverse

from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotThere
from postal_services.web.desk import Figure, Figures
from postal_services.web.formats import vn_date
from tracking.rollout import board as reads
from tracking.rollout import evidence
from tracking.rollout.queries import obstacles

from .addresses import Addresses
from .days import default_day


def province(actor: Actor) -> Figures | None:
    """The whole province in a few numbers: the directive's where it is loaded, then today's."""
    if not actor.is_any((Role.PROVINCE,)):
        return None
    counted = reads.board()
    href = reverse("rollout:board")
    numbers = counted.totals
    waiting = numbers["late"] + numbers["slow"]
    return Figures(
        [
            *(
                _asked(actor)
                or [Figure(f"{counted.mandated}/{len(counted.rows)}", "Huyện đã chuyển giao", href, icon="shield")]
            ),
            Figure(numbers["handed_over"], "Hồ sơ đã bàn giao", href, icon="handover"),
            Figure(numbers["delivered"], "Kết quả đã phát", href, icon="check", colour="green"),
            Figure(waiting, "Quá hạn và chậm", href, icon="clock", colour="red" if waiting else ""),
        ],
        "Mở bảng hôm nay",
        href,
    )


def _asked(actor: Actor) -> list[Figure]:
    """Committees that have shown everything, and obstacles that wait for an answer; nothing without a directive."""
    today = clock.today()
    try:
        look = evidence.look(until=today)
    except NotThere:
        return []
    head = look.facts.head
    progress = look.progress(default_day(head.deadline))
    to = Addresses(head.directive, head.ask, progress.as_of)
    complete, whole = progress.complete, len(progress.targets)
    told = obstacles.counts(actor, clock.now())
    return [
        Figure(
            f"{complete}/{whole}",
            "Huyện đã đủ minh chứng",
            to.board(),
            note="" if progress.as_of == today else f"hết ngày {vn_date(progress.as_of)}",
            icon="shield",
            colour="green" if whole and complete == whole else "",
        ),
        Figure(
            told.standing,
            "Vướng mắc chờ trả lời",
            reverse("rollout:obstacles"),
            icon="alert",
            colour="red" if told.overdue else "amber" if told.standing else "",
        ),
    ]
