"""What rounds put on the desk: one's own round, and what waits at the office close to its end."""

from django.urls import reverse

from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.web.desk import Panel, Row, first_of
from tracking.rounds import policies
from tracking.rounds.models import Round
from tracking.rounds.queries import holds
from tracking.rounds.queries import rounds as reads
from tracking.rounds.states import RoundState

_FIRST = 5
_WORDS = {RoundState.OUT: "còn {waiting} điểm", RoundState.DRAFT: "chưa ghi đi phát"}


def on_the_way(actor: Actor) -> Panel | None:
    """Rounds of the actor's offices that are out or drawn up, one's own first; one query."""
    if not actor.offices_as(*policies.ROUND_ROLES):
        return None
    rows = reads.listing(actor, reads.Tab.OUT, clock.today()).order_by("day", "drafted_at")
    first, total = first_of(rows, _FIRST * 4)
    found = sorted(first, key=lambda each: each.postman_id != actor.user_id)
    return Panel(
        title="Chuyến đang đi phát",
        rows=[_row(each) for each in found[:_FIRST]],
        total=total,
        href=f"{reverse('rounds:list')}?muc={reads.Tab.OUT}",
        icon="walk",
        none="Không có chuyến nào đang đi phát.",
    )


def kept(actor: Actor) -> Panel | None:
    """What waits at the actor's offices and is over, or soon will be; one query."""
    if not actor.offices_as(*policies.ROUND_ROLES):
        return None
    today = clock.today()
    rows = holds.kept(actor, today)
    pressing = rows.filter(holds.in_tab(holds.Tab.OVER, today) | holds.in_tab(holds.Tab.SOON, today))
    first, total = first_of(pressing, _FIRST)
    return Panel(
        title="Lưu chờ nhận, sắp hết hạn",
        rows=[
            Row(
                text=each.item.code,
                href=reverse("custody:item", args=[each.item.code]),
                state="late" if each.days_left is not None and each.days_left < 0 else "due_soon",
                note=each.item.dossier.procedure.name,
                aside=f"đến {each.until:%d/%m}" if each.until else "",
            )
            for each in holds.shown(first, today)
        ],
        total=total,
        href=f"{reverse('rounds:kept')}?muc={holds.Tab.OVER}",
        icon="pause",
        none="Không có bưu gửi nào sắp hết hạn lưu.",
    )


def _row(each: Round) -> Row:
    words = _WORDS[RoundState(each.state)].format(waiting=getattr(each, "waiting_count", 0))
    return Row(
        text=each.code,
        href=reverse("rounds:round", args=[each.code]),
        state="out_for_delivery",
        note=f"{each.postman} · {each.office.name}",
        aside=words,
    )
