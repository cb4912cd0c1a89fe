"""What of the dossiers stands on the desk of the person who signed in."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from delegation.dossiers import policies
from delegation.dossiers.models import Dossier
from delegation.dossiers.states import DossierState
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.web.desk import Figure, Figures


def figures(actor: Actor) -> Figures | None:
    """Dossiers that run, that are late, that wait for the agency; nothing for those who take none in. One statement."""
    if not policies.may_lodge_somewhere(actor):
        return None
    counts = (
        Dossier.objects.visible_to(actor)
        .running()
        .aggregate(
            running=Count("pk"),
            late=Count("pk", filter=Q(due_at__lt=clock.now())),
            registered=Count("pk", filter=Q(state=DossierState.REGISTERED)),
        )
    )
    late = counts["late"]
    return Figures(
        [
            Figure(counts["running"], _("Hồ sơ đang giải quyết"), "/ho-so/", icon="file"),
            Figure(late, _("Hồ sơ quá hạn"), "/ho-so/?state=late", colour="red" if late else "green", icon="clock"),
            Figure(counts["registered"], _("Chờ cơ quan tiếp nhận"), "/ho-so/?state=1", icon="pencil"),
        ],
        action=_("Lập hồ sơ"),
        action_href="/ho-so/moi",
    )
