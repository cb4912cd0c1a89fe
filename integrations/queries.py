"""What is shown of partners, endpoints and deliveries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from integrations.models import Delivery, Endpoint, Notice, Partner
from integrations.states import STANDING, DeliveryState
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter on deliveries; ``None`` or empty lets everything through."""

    endpoint: UUID | None = None
    state: str = ""
    case: str = ""
    fact: str = ""
    nothing: bool = False

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Wanted":
        """From an address's query; an endpoint that is no id finds nothing."""
        text = query.get("endpoint", "").strip()
        try:
            endpoint = UUID(text) if text else None
        except ValueError:
            return cls(nothing=True)
        return cls(
            endpoint=endpoint,
            state=query.get("state", "").strip(),
            case=query.get("case", "").strip(),
            fact=query.get("fact", "").strip(),
        )


@dataclass(frozen=True, slots=True)
class EndpointHealth:
    """An endpoint with what is owed to it."""

    endpoint: Endpoint
    owed: int
    set_aside: int
    oldest_owed_at: datetime | None
    now: datetime

    @property
    def health(self) -> str:
        """One of ``disabled``, ``failing``, ``resting``, ``good``, ``untried``."""
        endpoint = self.endpoint
        if not endpoint.active:
            return "disabled"
        if endpoint.failures:
            return "failing"
        if endpoint.resting_until is not None and endpoint.resting_until > self.now:
            return "resting"
        return "good" if endpoint.last_success_at else "untried"


def partners(actor: Actor) -> QuerySet[Partner]:
    """Partners with their endpoints."""
    return Partner.objects.visible_to(actor).prefetch_related("endpoints")


def endpoints(actor: Actor, *, now: datetime, partner: Partner | None = None) -> list[EndpointHealth]:
    """Endpoints with their health, by partner. Two queries."""
    rows = Endpoint.objects.visible_to(actor).select_related("partner").order_by("partner__name", "created_at")
    if partner is not None:
        rows = rows.filter(partner=partner)
    return _healths(list(rows), now)


def endpoint(actor: Actor, endpoint_id: UUID) -> Endpoint:
    """One endpoint. Raises NotThere."""
    found = Endpoint.objects.visible_to(actor).select_related("partner").filter(pk=endpoint_id).first()
    if found is None:
        raise NotThere
    return found


def endpoint_health(actor: Actor, endpoint_id: UUID, *, now: datetime) -> EndpointHealth:
    """One endpoint with its health. Raises NotThere."""
    return _healths([endpoint(actor, endpoint_id)], now)[0]


def deliveries(actor: Actor, wanted: Wanted) -> QuerySet[Delivery]:
    """Deliveries that fit the filter, newest first."""
    rows = Delivery.objects.visible_to(actor).select_related("endpoint__partner").order_by("-id")
    if wanted.nothing:
        return rows.none()
    if wanted.endpoint is not None:
        rows = rows.filter(endpoint=wanted.endpoint)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.case:
        rows = rows.filter(case=wanted.case)
    if wanted.fact:
        rows = rows.filter(fact=wanted.fact)
    return rows


def delivery(actor: Actor, delivery_id: UUID) -> Delivery:
    """One delivery with every attempt. Raises NotThere."""
    rows = Delivery.objects.visible_to(actor).select_related("endpoint__partner").prefetch_related(Prefetch("tried"))
    found = rows.filter(pk=delivery_id).first()
    if found is None:
        raise NotThere
    return found


def notices(actor: Actor) -> QuerySet[Notice]:
    """What nobody has seen yet, of the endpoints the actor sees."""
    mine = Endpoint.objects.visible_to(actor)
    return Notice.objects.filter(seen_at=None, endpoint__in=mine).select_related("endpoint__partner")


@dataclass(frozen=True, slots=True)
class _Counts:
    owed: int = 0
    aside: int = 0
    oldest: datetime | None = None


def _healths(rows: list[Endpoint], now: datetime) -> list[EndpointHealth]:
    standing, aside = Q(state__in=STANDING), Q(state=DeliveryState.SET_ASIDE)
    found = (
        Delivery.objects.filter(standing | aside, endpoint__in=rows)
        .order_by()
        .values_list("endpoint")
        .annotate(
            owed=Count("pk", filter=standing),
            aside=Count("pk", filter=aside),
            oldest=Min("created_at", filter=standing),
        )
    )
    counted = {endpoint: _Counts(*counts) for endpoint, *counts in found}
    healths = []
    for one in rows:
        counts = counted.get(one.pk, _Counts())
        healths.append(EndpointHealth(one, counts.owed, counts.aside, counts.oldest, now))
    return healths
