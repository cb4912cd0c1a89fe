"""A province with a notice, two persons who report on it, and some dossiers that went through the post in August."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import time_machine

from delegation.registry.models import OfficeKind
from postal_services.accounts.actors import Actor, Role
from tests.cast import Cast, at_post, committed_cast, furnished
from tests.mandates import world
from tests.reports.sample import sample
from tests.rollout.world import load_notice
from tracking.reports import coding
from tracking.reports.commands import deciding, making
from tracking.reports.models import Report
from tracking.reports.states import ReportState
from tracking.rollout.models import Directive

__all__ = ["committed_cast", "furnished"]

NOTICE = "44-TB-UBND"
CODE = "BC-2019-Q3-44-TB-UBND"
OCTOBER = datetime(2019, 10, 7, 2, 0, tzinfo=UTC)
"""Monday 7 October 2019, nine in the morning in Gia Lai: the third quarter is over."""
DOSSIERS = 3


@dataclass(frozen=True, slots=True)
class World:
    """The cast, and a second officer of the province."""

    cast: Cast
    dung: Actor

    @property
    def tinh(self) -> Actor:
        """Who draws reports up."""
        return self.cast.tinh


@pytest.fixture
def reporting(committed_cast: Cast) -> Iterator[World]:
    """A database of its own in October: the notice is loaded, three results lie at the post."""
    load_notice()
    dung = world.person("dung", "UB-64", OfficeKind.PROVINCE, "64", Role.PROVINCE)
    at_post(committed_cast, DOSSIERS)
    with time_machine.travel(OCTOBER, tick=False):
        yield World(committed_cast, dung)


def drafted(actor: Actor, quarter: str = "2019-Q3") -> Report:
    """A draft, asked for and computed."""
    asked = making.request_draft(actor=actor, directive=NOTICE, quarter=quarter)
    assert making.make_next_draft() == asked.pk
    return Report.objects.get(directive=NOTICE, year=int(quarter[:4]), quarter=int(quarter[-1]))


def frozen(world_: World) -> Report:
    """A report drawn up by one person, approved by the other, and frozen."""
    drafted(world_.tinh)
    deciding.approve_report(actor=world_.dung, code=CODE, opinion="Đề nghị các huyện khẩn trương.")
    return deciding.freeze_report(actor=world_.tinh, code=CODE, number="12/BC-STTTT")


def shown(directive: Directive, person: Actor, office: str = "UB-64", **changes: object) -> Report:
    """A report about the figures drawn by hand, as a row that was not saved."""
    text = coding.written(sample())
    fields: dict[str, object] = {
        "code": "BC-2019-Q4-44-TB-UBND", "directive": directive, "office_id": office, "year": 2019, "quarter": 4,
        "agency": "Sở Thông tin và Truyền thông", "above": "UBND tỉnh Gia Lai",
        "state": ReportState.DRAFT, "figures": text, "sha256": coding.digest(text), "as_of": sample().head.as_of,
        "known_to": OCTOBER, "horizon": 1, "drafted_at": OCTOBER, "drafted_by_id": person.user_id,
        "modified_at": OCTOBER,
    }  # fmt: skip
    return Report(**{**fields, **changes})
