"""Looking after partners, their endpoints, secrets and keys."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from delegation.registry.models import Office
from integrations import facts
from integrations.connectors.webhook.guard import AddressRefused, Guard, trusted_hosts
from integrations.models import Endpoint, EndpointSecret, Notice, Partner, PartnerKey
from integrations.policies import require_may_act_for, require_may_keep_partners
from integrations.refusals import EndpointTaken, PartnerCodeTaken, bad_field, bad_url
from integrations.settling import disable
from integrations.states import DisabledReason, PartnerKind
from integrations.steps import mine
from postal_services.accounts.actors import Actor
from postal_services.accounts.keys import digest_of, new_key
from postal_services.errors import NotThere

KEY_PREFIX = "psp_"
Row = TypeVar("Row")
OVERLAP = timedelta(hours=24)
"""How long the secret before stays valid after a change."""


@dataclass(frozen=True, slots=True)
class NewPartner:
    """A partner to be told about the cases of ``offices`` (codes)."""

    code: str
    name: str
    kind: str = PartnerKind.AGENCY
    offices: tuple[str, ...] = ()
    contact: str = ""


@dataclass(frozen=True, slots=True)
class NewEndpoint:
    """An address where a partner wants to hear ``facts`` (names with version)."""

    partner: str
    url: str
    facts: tuple[str, ...] = facts.KNOWN


@dataclass(frozen=True, slots=True)
class Shown(Generic[Row]):
    """A row with a secret that is shown this once and never again."""

    row: Row
    secret: str


@transaction.atomic(durable=True)
def register_partner(actor: Actor, wanted: NewPartner, *, now: datetime) -> Partner:
    """Take in a partner. Raises NotAllowed, Invalid, PartnerCodeTaken."""
    require_may_keep_partners(actor)
    _require_offices(wanted.offices)
    try:
        with transaction.atomic():
            return Partner.objects.create(
                code=wanted.code,
                name=wanted.name,
                kind=wanted.kind,
                offices=sorted(set(wanted.offices)),
                contact=wanted.contact,
                created_at=now,
            )
    except IntegrityError as error:
        raise PartnerCodeTaken(code=wanted.code) from error


@transaction.atomic(durable=True)
def issue_partner_key(actor: Actor, partner: str, *, now: datetime) -> Shown[PartnerKey]:
    """Give a partner a key for its programs; keys it has stay valid until they are revoked."""
    require_may_keep_partners(actor)
    found = Partner.objects.visible_to(actor).locked().filter(code=partner).first()
    if found is None:
        raise NotThere
    key = new_key(KEY_PREFIX)
    return Shown(PartnerKey.objects.create(partner=found, digest=digest_of(key), created_at=now), key)


@transaction.atomic(durable=True)
def revoke_partner_keys(actor: Actor, partner: str, *, now: datetime) -> int:
    """Take back every key of a partner; gives their number."""
    require_may_keep_partners(actor)
    return PartnerKey.objects.filter(partner__code=partner, revoked_at=None).update(revoked_at=now)


@transaction.atomic(durable=True)
def register_endpoint(actor: Actor, wanted: NewEndpoint, *, now: datetime) -> Shown[Endpoint]:
    """Add an address of a partner, with its first secret. Raises NotThere, Invalid, EndpointTaken."""
    require_may_act_for(actor, wanted.partner)
    partner = Partner.objects.visible_to(actor).locked().filter(code=wanted.partner).first()
    if partner is None:
        raise NotThere
    _require_url(wanted.url)
    _require_facts(wanted.facts)
    try:
        with transaction.atomic():
            endpoint = Endpoint.objects.create(
                partner=partner, url=wanted.url, facts=_in_order(wanted.facts), created_at=now
            )
    except IntegrityError as error:
        raise EndpointTaken from error
    secret = _new_secret()
    EndpointSecret.objects.create(endpoint=endpoint, secret=secret, created_at=now)
    return Shown(endpoint, secret)


@transaction.atomic(durable=True)
def change_endpoint(actor: Actor, endpoint: UUID, *, facts: tuple[str, ...]) -> Endpoint:
    """Change what an endpoint hears from now on; what is owed already stays owed."""
    found = mine(actor, endpoint)
    _require_facts(facts)
    found.facts = _in_order(facts)
    found.save(update_fields=["facts"])
    return found


@transaction.atomic(durable=True)
def rotate_secret(actor: Actor, endpoint: UUID, *, now: datetime) -> Shown[Endpoint]:
    """Give an endpoint a new secret; the one before stays valid for a day, older ones end at once."""
    found = mine(actor, endpoint)
    standing = found.secrets.exclude(expires_at__lte=now)
    standing.filter(expires_at__isnull=False).update(expires_at=now)
    standing.filter(expires_at=None).update(expires_at=now + OVERLAP)
    secret = _new_secret()
    EndpointSecret.objects.create(endpoint=found, secret=secret, created_at=now)
    return Shown(found, secret)


@transaction.atomic(durable=True)
def disable_endpoint(actor: Actor, endpoint: UUID, *, now: datetime) -> Endpoint:
    """Stop sending to an endpoint; facts go on being kept for it. Done twice, it is done once."""
    found = mine(actor, endpoint)
    if found.active:
        disable(found, DisabledReason.BY_HAND, now)
        found.save(update_fields=["active", "disabled_at", "disabled_reason"])
    return found


@transaction.atomic(durable=True)
def enable_endpoint(actor: Actor, endpoint: UUID) -> Endpoint:
    """Send to an endpoint again, beginning with what is owed, with its failures forgotten."""
    found = mine(actor, endpoint)
    found.active, found.disabled_at, found.disabled_reason = True, None, ""
    found.failures, found.resting_until = 0, None
    found.save(update_fields=["active", "disabled_at", "disabled_reason", "failures", "resting_until"])
    return found


@transaction.atomic(durable=True)
def mark_notice_seen(actor: Actor, notice: UUID, *, now: datetime) -> Notice:
    """Take a notice down: somebody has seen it."""
    found = Notice.objects.select_for_update(of=("self",)).filter(pk=notice).select_related("endpoint__partner").first()
    if found is None:
        raise NotThere
    require_may_act_for(actor, found.endpoint.partner.code)
    if found.seen_at is None:
        found.seen_at, found.seen_by = now, actor.user_id
        found.save(update_fields=["seen_at", "seen_by"])
    return found


def guard() -> Guard:
    """The guard with the receivers that the operator trusts."""
    return Guard(trusted=trusted_hosts(settings.WEBHOOK_TRUSTED))


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _in_order(wanted: tuple[str, ...]) -> list[str]:
    return [name for name in facts.KNOWN if name in wanted]


def _require_url(url: str) -> None:
    try:
        guard().check_url(url)
    except AddressRefused as error:
        raise bad_url(error.code) from error


def _require_facts(wanted: tuple[str, ...]) -> None:
    unknown = [name for name in wanted if name not in facts.KNOWN]
    if unknown or not wanted:
        raise bad_field(
            "facts",
            "unknown_fact",
            "Chọn ít nhất một sự việc trong danh sách.",
            "Choose at least one of the known facts.",
        )


def _require_offices(codes: tuple[str, ...]) -> None:
    known = set(Office.objects.filter(pk__in=codes).values_list("pk", flat=True))
    if not codes or set(codes) - known:
        raise bad_field(
            "offices",
            "office_unknown",
            "Nhập ít nhất một mã cơ quan có trong danh mục.",
            "Give at least one office code of the registry.",
        )
