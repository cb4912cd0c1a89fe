"""Lines of offices and targets written as their commands write them, on any day and in any order."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from postal_services import clock
from postal_services.ids import uuid7
from postal_services.ledger import writer
from tests.rollout.world import CODE
from tracking.rollout.models import Ask, Rule

_TO = {
    "appoint": "held",
    "relieve": "ended",
    "enrol": "in_use",
    "revoke": "revoked",
    "publish": "published",
    "change": "published",
    "record": "recorded",
    "open": "open",
    "close": "closed",
    "accept": "accepted",
    "declare": "ready",
    "report_done": "done_reported",
    "confirm": "confirmed",
    "reject": "rejected",
    "state": "stated",
    "replace": "stated",
}
HAN, LAN, MAY = (str(UUID(int=number)) for number in (1, 2, 3))


def day(month: int, number: int, year: int = 2019) -> date:
    return date(year, month, number)


def noon(at: date) -> datetime:
    """Noon of a day in Gia Lai."""
    return datetime.combine(at, time(12), clock.VN)


class Subject:
    """Something that lines are about: each act continues from the state before it."""

    def __init__(self, kind: str, code: str, machine: str) -> None:
        self.kind, self.code, self.machine = kind, code, machine
        self.id, self.state = uuid7(), ""

    def act(
        self, action: str, at: date, data: Mapping[str, Any] | None = None, *flags: str, written: date | None = None
    ) -> "Subject":
        """One line that happened at noon of ``at``, written at noon of ``written``."""
        to_state = _TO.get(action, "withdrawn")
        with transaction.atomic():
            stream = writer.open_stream(self.kind, self.code, at=noon(at))
            entry = writer.Entry(
                stream=stream,
                machine=self.machine,
                action=action,
                from_state=self.state,
                to_state=to_state,
                subject=self.id,
                occurred_at=noon(at),
                data=dict(data or {}),
                flags=flags,
            )
            writer.append(writer.lock([stream]), [entry], recorded_at=noon(written or at) + timedelta(minutes=1))
        self.state = to_state
        return self


def appointed(at: date, office: str = "BC-633", role: str = "clerk", user: str = LAN, **data: str) -> Subject:
    facts = {"role": role, "user": user, "from": at.isoformat(), **data}
    return Subject("office", office, "appointment").act("appoint", at, facts)


def relieved(post: Subject, at: date) -> None:
    post.act("relieve", at, {"to": at.isoformat()})


def device(at: date, office: str = "BC-633", *flags: str) -> Subject:
    return Subject("office", office, "device").act("enrol", at, {}, *flags)


def published(at: date, procedure: str, office: str = "UB-633") -> Subject:
    return Subject("office", office, "publication").act("publish", at, {"procedure": procedure, "posted_days": 3})


def trained(at: date, *people: str, office: str = "BC-633") -> Subject:
    return Subject("office", office, "training").act("record", at, {"people": list(people), "others": 0})


def of_target(machine: str, action: str, at: date, target: str = "2/633", **data: Any) -> Subject:
    return Subject("target", f"{CODE}/{target}", machine).act(action, at, data)


def furnished(at: date, district: str = "633") -> None:
    """Everything but use and acceptance: people, a device, five procedures, a training."""
    desk, post = f"UB-{district}", f"BC-{district}"
    appointed(at, desk, "officer", HAN)
    appointed(at, post, "clerk", LAN)
    device(at, post)
    for number in range(5):
        published(at, f"1.00000{number}", desk)
    trained(at, HAN, LAN, office=post)


def lower(**parameters: Any) -> None:
    """Let item 2 ask for so little use that a test can show it."""
    Rule.objects.filter(ask=Ask.objects.get(directive=CODE, number="2"), kind="sustained_use").update(
        parameters={"dossiers": 2, "days": 10, "share_on_time_percent": 50, **parameters}
    )
