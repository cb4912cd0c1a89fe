"""What the exception desk puts on the home desk: numbers for each role, and what is due first."""

from urllib.parse import urlencode

from django.urls import reverse

from postal_services import clock
from postal_services.accounts.actors import Actor, Role
from postal_services.web.desk import Figure, Figures, Panel, Row, first_of
from tracking.incidents import policies
from tracking.incidents import queries as reads
from tracking.incidents.deadlines import Clockwork
from tracking.incidents.queries import Whose
from tracking.incidents.web import shown

_FIRST = 5
_SEERS = (*policies.WORKERS, Role.PROVINCE, Role.HOTLINE)


def figures(actor: Actor) -> Figures | None:
    """Two numbers, each leading to its list: mine, and past the deadline; one query."""
    if not actor.is_any(_SEERS):
        return None
    whose = Whose.ALL if actor.sees_everything else Whose.OFFICE
    counted = reads.counts(actor, whose, clock.now())
    shown_here = counted.all if actor.sees_everything else counted.office
    return Figures(
        [
            Figure(shown_here, "Việc cần xử lý", _to(ai=whose), icon="bell", colour="amber" if shown_here else ""),
            Figure(
                counted.late,
                "Việc quá hạn",
                _to(ai=whose, han="late"),
                icon="alert",
                colour="red" if counted.late else "",
            ),
        ]
    )


def nearest(actor: Actor) -> Panel | None:
    """The incidents whose deadline is nearest; one query."""
    if not actor.is_any(_SEERS):
        return None
    whose = Whose.ALL if actor.sees_everything else Whose.OFFICE
    rows = reads.standing(actor, whose).select_related("office", "item").order_by("due_at", "pk")
    first, total = first_of(rows, _FIRST)
    work = Clockwork(clock.now())
    return Panel(
        title="Cần xử lý ngay",
        rows=[
            Row(
                text=str(incident.get_kind_display()),
                href=reverse("incidents:detail", args=[incident.code]),
                state="late" if incident.due_at < work.now else "",
                note=f"{incident.office.name}{f' · {incident.item.code}' if incident.item else ''}",
                aside=shown.deadline(incident, work).word,
            )
            for incident in first
        ],
        total=total,
        href=_to(ai=whose),
        icon="bell",
        none="Không có sự cố hay việc trễ nào.",
    )


def _to(**query: str) -> str:
    return f"{reverse('incidents:desk')}?{urlencode(query)}"
