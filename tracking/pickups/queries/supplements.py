"""Requests for papers that the post shall bring and fetch, and which of them nobody has arranged yet."""

from datetime import datetime
from uuid import UUID, uuid5

from django.db.models import Exists, OuterRef, Q, QuerySet

from delegation.dossiers.models import Dossier, DossierNotice, NoticeKind
from delegation.dossiers.states import DossierState
from postal_services import clock
from postal_services.accounts.actors import Actor
from tracking.pickups.models import Pickup, PickupKind
from tracking.pickups.states import OPEN, PickupState


def waiting(actor: Actor) -> QuerySet[DossierNotice]:
    """Requests of the actor's cases that still wait for a pickup, the oldest first.

    A request is arranged once a pickup for its case stands, or papers were collected after it was written.
    """
    later = DossierNotice.objects.filter(
        dossier=OuterRef("dossier"), kind=NoticeKind.SUPPLEMENT, given_at__gt=OuterRef("given_at")
    )
    arranged = Pickup.objects.filter(dossier=OuterRef("dossier"), kind=PickupKind.SUPPLEMENT).filter(
        Q(state__in=sorted(OPEN)) | Q(state=PickupState.COLLECTED, collected_at__gte=OuterRef("given_at"))
    )
    rows = DossierNotice.objects.visible_to(actor).filter(
        kind=NoticeKind.SUPPLEMENT, fetch_by_post=True, dossier__state=DossierState.SUPPLEMENT_ASKED
    )
    found = rows.exclude(Exists(later)).exclude(Exists(arranged))
    return found.select_related("dossier__unit", "dossier__procedure", "dossier__committee").order_by("given_at", "pk")


def request_of(dossier: Dossier) -> DossierNotice | None:
    """The request a case waits for; None where none was made or its papers have come."""
    if dossier.state != DossierState.SUPPLEMENT_ASKED:
        return None
    rows = DossierNotice.objects.filter(dossier=dossier, kind=NoticeKind.SUPPLEMENT)
    return rows.prefetch_related("papers").order_by("-given_at", "-pk").first()


def arranged(dossier: Dossier, since: datetime) -> Pickup | None:
    """The pickup that answers a request written at ``since``, if there is one."""
    rows = Pickup.objects.filter(dossier=dossier, kind=PickupKind.SUPPLEMENT).select_related("office")
    found = rows.filter(Q(state__in=sorted(OPEN)) | Q(state=PickupState.COLLECTED, collected_at__gte=since))
    return found.order_by("-asked_at").first()


def standing(dossier: UUID) -> Pickup | None:
    """The pickup that answers what a case waits for now, or that is still to come; whoever asks again gets it."""
    row = Dossier.objects.filter(pk=dossier).first()
    if row is None:
        return None
    notice = request_of(row)
    return arranged(row, clock.now() if notice is None else notice.given_at)


def form_of(dossier: UUID) -> UUID:
    """The name of the next pickup for a case: the same for two who ask at once, another once the last one is over."""
    over = Pickup.objects.filter(dossier=dossier, kind=PickupKind.SUPPLEMENT).exclude(state__in=sorted(OPEN))
    return uuid5(dossier, str(over.count()))
