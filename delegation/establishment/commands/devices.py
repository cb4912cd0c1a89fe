"""Devices of offices: the lines about them, whichever door they come through."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from delegation.establishment import policies, steps
from delegation.establishment.states import DEVICE, DeviceState
from postal_services import clock
from postal_services.accounts.actors import Actor
from postal_services.accounts.keys import digest_of
from postal_services.accounts.models import Device

ENROL = "enrol"
REVOKE = "revoke"


def note_device(act: str, actor: Actor, device: Device) -> None:
    """Write the line about a device that has just been enrolled or revoked, in the transaction that did it.

    Named in the settings (``DEVICE_NOTED``) and called by the accounts, which do not know of offices. From then on the
    office cannot be closed before the transaction has ended.
    """
    now = clock.now()
    queue = steps.take([device.office], now)
    if act == ENROL:
        queue.write(actor, [steps.Act(device.office, DEVICE, ENROL, device.pk, "", now, {})], now=now)
        return
    before = DeviceState.IN_USE.value
    revoked = steps.Act(device.office, DEVICE, REVOKE, device.pk, before, now, {})
    queue.write(actor, [*queue.adopted_devices([device]), revoked], now=now)


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A device that exists in a simulation only."""

    office: str
    label: str


@transaction.atomic(durable=True)
def enrol_many(actor: Actor, devices: Sequence[MadeUp], *, on: date | None = None) -> list[Device]:
    """Enrol devices that nobody holds, on a day (today when not given).

    Their keys are thrown away and open nothing; their lines are flagged ``simulated``.

    A device of the same office and name that is in use stays, and nothing is written about it. Raises NotThere,
    NotAllowed, OfficeClosed, InTheFuture.
    """
    now = clock.now()
    at, _flags = steps.moment_of(on, now, simulated=True)
    offices = steps.offices_by_code(each.office for each in devices)
    for office in offices.values():
        policies.require_may_govern(actor, office)
    queue = steps.take(offices, now)
    for office in steps.offices_by_code(offices).values():
        steps.require_works(office, clock.day_of(at))
    standing = {
        (device.office, device.label): device for device in Device.objects.filter(office__in=offices, revoked_at=None)
    }
    fresh = {
        (each.office, each.label): Device(
            office=each.office, label=each.label, digest=digest_of(os.urandom(32).hex()), enrolled_at=at
        )
        for each in devices
        if (each.office, each.label) not in standing
    }
    Device.objects.bulk_create(fresh.values())
    acts = [steps.Act(device.office, DEVICE, ENROL, device.pk, "", at, {}) for device in fresh.values()]
    queue.write(actor, acts, now=now, simulated=True)
    known = standing | fresh
    return [known[each.office, each.label] for each in devices]


@transaction.atomic(durable=True)
def revoke_many(actor: Actor, devices: Sequence[Device], *, on: date | None = None) -> None:
    """Take made-up devices out of use on a day; those that are out of use already stay as they are."""
    now = clock.now()
    at, _flags = steps.moment_of(on, now, simulated=True)
    for office in steps.offices_by_code(device.office for device in devices).values():
        policies.require_may_govern(actor, office)
    rows = list(Device.objects.locked().filter(pk__in=[each.pk for each in devices], revoked_at=None))
    queue = steps.take({row.office for row in rows}, now)
    before = DeviceState.IN_USE.value
    acts = [steps.Act(row.office, DEVICE, REVOKE, row.pk, before, at, {}) for row in rows]
    Device.objects.filter(pk__in=[row.pk for row in rows]).update(revoked_at=at)
    queue.write(actor, [*queue.adopted_devices(rows), *acts], now=now, simulated=True)
