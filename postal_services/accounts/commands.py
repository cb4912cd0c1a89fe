"""What people do with keys: sign a program in, enrol a device, roll and revoke."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from postal_services import clock
from postal_services.accounts import hooks
from postal_services.accounts.actors import Actor
from postal_services.accounts.keys import DEVICE_PREFIX, TOKEN_PREFIX, code_digest, digest_of, new_code, new_key
from postal_services.accounts.limits import Limit
from postal_services.accounts.models import DEVICE_ENDPOINTS, ApiToken, Device, EnrolmentCode, User
from postal_services.accounts.policies import may_manage_devices, require_may_manage_devices
from postal_services.accounts.refusals import (
    EnrolmentCodeUnknown,
    OfficeUnknown,
    SecondFactorRequired,
    SignInFailed,
    TooManyAttempts,
)
from postal_services.errors import NotThere

TOKEN_LIFE = timedelta(hours=12)
"""One working day and its overtime; a program signs in again every morning."""
CODE_LIFE = timedelta(minutes=30)
"""Time to walk from the supervisor's screen to the phone."""
_WINDOW = 15 * 60

PER_PERSON_AND_NETWORK = Limit("sign-in/person+network", 10, _WINDOW)
PER_PERSON = Limit("sign-in/person", 50, _WINDOW)
PER_NETWORK = Limit("sign-in/network", 100, _WINDOW)
ENROLMENT_PER_NETWORK = Limit("enrolment/network", 30, _WINDOW)
"""Failed attempts only; offices sit behind one address, so a network gets more than a person."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a program sends to sign a person in; ``network`` is where it comes from, ``code`` the second factor."""

    username: str
    password: str
    network: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A bearer token, shown once."""

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """An enrolment code, shown once."""

    code: str
    office: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class IssuedDevice:
    """A device with its key, shown once."""

    device: UUID
    key: str
    office: str


def sign_in_for_token(sign_in: SignIn) -> IssuedToken:
    """Sign a person in for a program and hand out a bearer token.

    An unknown name costs the same work and gives the same answer as a wrong password. Failed attempts are counted per
    person and network, per person and per network; a success gives its permits back.

    Raises:
        TooManyAttempts: the limit is reached, for known and unknown names alike.
        SecondFactorRequired: the password is right, the account has a second factor and no code was sent.
        SignInFailed: anything else that is not right.
    """
    name = unicodedata.normalize("NFKC", sign_in.username)
    attempts = (
        (PER_PERSON_AND_NETWORK, f"{name.casefold()}\x00{sign_in.network}"),
        (PER_PERSON, name.casefold()),
        (PER_NETWORK, sign_in.network),
    )
    _take_all(attempts)
    user = _person_with(name, sign_in.password)
    _check_second_factor(user, sign_in.code)
    for limit, identity in attempts:
        limit.give_back(identity)
    return _issue_token(user)


def _take_all(attempts: tuple[tuple[Limit, str], ...]) -> None:
    waits = [limit.take(identity) for limit, identity in attempts]
    longest = max((wait for wait in waits if wait is not None), default=None)
    if longest is not None:
        raise TooManyAttempts(wait=longest)


def _person_with(name: str, password: str) -> User:
    """The active person with this name and password; every way of failing does one password check."""
    user = User.objects.filter(username=name).first()
    if user is None:
        make_password(password)
        raise SignInFailed
    if not check_password(password, user.password) or not user.is_active:
        raise SignInFailed
    return user


def _check_second_factor(user: User, code: str) -> None:
    """Ask for a code when the person has any second factor; a passkey cannot be used here, a recovery code can."""
    kept = {row.type: row for row in Authenticator.objects.filter(user=user)}
    if not kept:
        return
    if not code:
        raise SecondFactorRequired
    totp = kept.get(Authenticator.Type.TOTP)
    if totp is not None and TOTP(totp).validate_code(code):
        return
    recovery = kept.get(Authenticator.Type.RECOVERY_CODES)
    if recovery is not None and RecoveryCodes(recovery).validate_code(code):
        return
    raise SignInFailed


def password_mark(user: User) -> bytes:
    """Sixteen bytes that change whenever the stored password does."""
    return hashlib.sha256(user.password.encode()).digest()[:16]


def _issue_token(user: User) -> IssuedToken:
    now = clock.now()
    secret = new_key(TOKEN_PREFIX)
    token = ApiToken.objects.create(
        user=user,
        digest=digest_of(secret),
        password_mark=password_mark(user),
        created_at=now,
        expires_at=now + getattr(settings, "TOKEN_LIFE", TOKEN_LIFE),
    )
    return IssuedToken(secret, token.expires_at)


def revoke_token(token: ApiToken) -> None:
    """End a bearer token now; ending it twice changes nothing."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now())


def issue_enrolment_code(actor: Actor, office: str, label: str, endpoints: tuple[str, ...] = ()) -> IssuedCode:
    """Make a one-time code with which a phone becomes a device of ``office``; it lives thirty minutes.

    Raises:
        OfficeNotYours: the actor neither supervises the office nor administers the system.
        OfficeUnknown: an administrator named an office that does not exist.
    """
    require_may_manage_devices(actor, office)
    person = User.objects.get(pk=str(actor.user_id))
    if not hooks.is_office(office):
        raise OfficeUnknown(office=office)
    now = clock.now()
    code = new_code()
    row = EnrolmentCode.objects.create(
        digest=code_digest(code),
        office=office,
        label=label,
        endpoints=list(endpoints or DEVICE_ENDPOINTS),
        created_by=person,
        created_at=now,
        expires_at=now + CODE_LIFE,
    )
    return IssuedCode(code, office, row.expires_at)


def enrol_device(code: str, network: str) -> IssuedDevice:
    """Turn the holder of a one-time code into a device of the code's office, with a key of its own.

    Raises:
        TooManyAttempts: too many wrong codes from this network.
        EnrolmentCodeUnknown: wrong, used or too old, with one answer for all three.
        OfficeUnknown: the office was closed after the code had been given out.
    """
    wait = ENROLMENT_PER_NETWORK.take(network)
    if wait is not None:
        raise TooManyAttempts(wait=wait)
    key = new_key(DEVICE_PREFIX)
    with transaction.atomic(durable=True):
        now = clock.now()
        row = EnrolmentCode.objects.select_for_update().filter(digest=code_digest(code)).first()
        if row is None or row.used_at is not None or row.expires_at <= now:
            raise EnrolmentCodeUnknown
        device = Device.objects.create(
            office=row.office, label=row.label, digest=digest_of(key), endpoints=row.endpoints, enrolled_at=now
        )
        row.used_at, row.device = now, device
        row.save(update_fields=["used_at", "device"])
        hooks.note_device("enrol", Actor(row.created_by_id, "", device_id=device.pk), device)
        if not hooks.is_office(device.office):  # asked behind the queue in which an office is closed
            raise OfficeUnknown(office=device.office)
    ENROLMENT_PER_NETWORK.give_back(network)
    return IssuedDevice(device.pk, key, device.office)


def roll_device_key(actor: Actor, device_id: UUID) -> IssuedDevice:
    """Give a device a new key; the old one works until the new one is first used.

    Raises:
        NotThere: no such device, a revoked one, or one the actor may not know of.
    """
    key = new_key(DEVICE_PREFIX)
    with transaction.atomic(durable=True):
        device = _device_in_hand(actor, device_id)
        device.previous_digest, device.digest, device.key_rolled_at = device.digest, digest_of(key), clock.now()
        device.save(update_fields=["previous_digest", "digest", "key_rolled_at"])
    return IssuedDevice(device.pk, key, device.office)


def revoke_device(actor: Actor, device_id: UUID) -> None:
    """Take a device out of use at once.

    Raises:
        NotThere: no such device, a revoked one, or one the actor may not know of.
    """
    with transaction.atomic(durable=True):
        device = _device_in_hand(actor, device_id)
        device.revoked_at = clock.now()
        device.save(update_fields=["revoked_at"])
        hooks.note_device("revoke", actor, device)


def _device_in_hand(actor: Actor, device_id: UUID) -> Device:
    """The device, locked, when the actor looks after it or is it."""
    device = Device.objects.visible_to(actor).locked().filter(pk=device_id, revoked_at=None).first()
    if device is None or not (may_manage_devices(actor, device.office) or actor.device_id == device.pk):
        raise NotThere
    return device
