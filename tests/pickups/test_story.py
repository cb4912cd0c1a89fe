"""From the booking of a pickup with a missing paper to the day of appointment on the citizen's page."""

from datetime import timedelta

import time_machine
from django.test import Client

from delegation.dossiers.models import Dossier
from delegation.registry.models import Parameter
from postal_services import clock
from postal_services.ledger.verification import verify
from tests.cast import Cast, item, propose, sign
from tests.mandates.world import OLD
from tests.pickups.test_pages import ASKED, staff, text
from tests.pickups.world import AT_DOOR, collected, windows
from tracking.custody.projections import HAND_OVERS, ITEMS
from tracking.pickups.commands import intake as intakes
from tracking.pickups.commands.assignment import assign_pickups
from tracking.pickups.commands.collection import Found
from tracking.pickups.models import IncompleteIntake, Pickup
from tracking.pickups.projections import PICKUPS


def test_a_pickup_with_a_missing_paper_ends_with_the_day_of_appointment(cast: Cast) -> None:
    Parameter.objects.get_or_create(
        key="transit_days_in_province", valid_from=OLD, defaults={"name": "transit", "value": "2", "unit": "ngày"}
    )
    windows()
    visitor = Client()
    mine = visitor.post("/lay-ho-so", ASKED)["Location"]
    pickup = Pickup.objects.get()
    assign_pickups(actor=cast.lan, codes=[pickup.code], postman="tien")
    assert "Đã giao bưu tá" in text(visitor.get(mine))
    with time_machine.travel(AT_DOOR, tick=False):
        done = collected(cast, pickup, found={1: Found(1), 2: Found(0, "missing")}, told="sender", now=clock.now())
        told = text(visitor.get(mine))
    assert "Bưu điện đã lấy hồ sơ" in told
    assert "còn thiếu" in told
    journey = f"/t/{done.dossier.token}"
    assert journey in told
    page = text(visitor.get(journey))
    assert "Chư Sê" in page
    assert "còn thiếu giấy tờ. Mang đến" in page
    reader = Client()
    reader.cookies["ngon_ngu"] = "en"
    assert "Papers are still missing" in text(reader.get(journey))
    code = done.items[0].code
    with time_machine.travel(AT_DOOR + timedelta(hours=1), tick=False):
        intakes.complete_intake(actor=cast.lan, intake=IncompleteIntake.objects.get().pk, found={2: 1})
        listed = propose(cast.tien, [code], "BC-633", "UB-633")
        sign(cast.hanh, listed.code, [code])
        found = {1: intakes.Counted(1), 2: intakes.Counted(1)}
        counted = intakes.count_papers(actor=cast.hanh, item=code, found=found)
    assert [(row.listed, row.found) for row in counted] == [(1, 1), (1, 1)]
    dossier = Dossier.objects.get()
    assert (dossier.state, item(code).state) == (2, "handed_in")
    assert dossier.due_at is not None
    due = dossier.due_at.astimezone(clock.VN)
    with time_machine.travel(AT_DOOR + timedelta(hours=2), tick=False):
        page = text(visitor.get(journey))
        record = staff(cast.hanh).get(f"/lay/dem/{code}/bien-ban.pdf")
    assert f"{due:%d/%m/%Y}" in page
    assert "còn thiếu" not in page
    assert record.content[:5] == b"%PDF-"
    assert [*ITEMS.differences(), *HAND_OVERS.differences(), *PICKUPS.differences()] == []
    assert verify().broken is None
