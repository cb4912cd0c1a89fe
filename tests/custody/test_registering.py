"""Legs that begin away from the desk, ways that change, and papers that set a waiting case going again."""

from datetime import timedelta

import pytest
from django.db import transaction

from delegation.dossiers.commands import process_dossier
from delegation.dossiers.models import Dossier
from postal_services.ledger import writer
from postal_services.ledger.projections import all_projections
from tests.cast import NOON, Cast, actions, at_post, item, lines, lodge, propose, scan, sign
from tests.dossiers import notice_desk
from tracking.custody import registering
from tracking.custody.models import Item, Leg
from tracking.custody.registering import NewItem

HOUR = timedelta(hours=1)


def begin(cast: Cast, dossier: Dossier, leg: Leg, *, accept: bool = True) -> Item:
    """A leg that begins in the hands of the postman."""
    new = NewItem(
        dossier=dossier,
        leg=leg,
        office="BC-633",
        destination=dossier.committee_id,
        since=NOON,
        accept=accept,
        data={"papers": 2},
        flags=("papers_short",),
    )
    with transaction.atomic():
        heads = writer.lock([dossier.id])
        registered = registering.prepare([new], actor=cast.tien, at=NOON)
        appended = writer.append(heads, registering.entries_of(registered), recorded_at=NOON)
        return registering.finish(registered, appended)[0]


def agrees() -> bool:
    return not [difference for each in all_projections() for difference in each.differences()]


@pytest.mark.parametrize(("accept", "state", "person"), [(True, "accepted", True), (False, "registered", False)])
def test_a_leg_that_begins_at_the_door_has_its_holder_from_the_first_line(
    cast: Cast, accept: bool, state: str, person: bool
) -> None:
    code = at_post(cast)[0]
    papers = begin(cast, item(code).dossier, Leg.C, accept=accept)
    stands = item(papers.code)
    assert (stands.state, stands.holder_office_id, stands.holder_person_id is not None) == (state, "BC-633", person)
    assert (stands.leg, stands.destination_id, stands.seq) == ("C", "UB-633", lines(papers.code)[-1].seq)
    assert lines(papers.code)[-1].flags == ["papers_short"]
    assert agrees()


def test_withdrawn_papers_come_home_against_countersignature(cast: Cast) -> None:
    papers = begin(cast, item(at_post(cast)[0]).dossier, Leg.C)
    listed = propose(cast.lan, [papers.code], "BC-633", "UB-633")
    sign(cast.hanh, listed.code, [papers.code])
    assert actions(papers.code) == ["register", "accept", "offer", "hand_in"]
    assert (item(papers.code).state, item(papers.code).holder_office_id) == ("handed_in", "UB-633")
    assert agrees()


def test_papers_that_were_asked_for_set_the_case_going_again(cast: Cast) -> None:
    code = lodge(cast)[0]
    dossier = item(code).dossier
    process_dossier(actor=cast.hanh, code=dossier.code)
    notice_desk.ask(cast.hanh, dossier)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.paused_at) == (5, NOON)
    papers = begin(cast, dossier, Leg.A)
    listed = propose(cast.lan, [papers.code], "BC-633", "UB-633")
    sign(cast.hanh, listed.code, [papers.code])
    dossier.refresh_from_db()
    assert (dossier.state, dossier.paused_at) == (4, None)
    assert agrees()


def test_forwarding_changes_where_an_item_is_meant_to_go_and_taking_it_back_restores_it(cast: Cast) -> None:
    code = at_post(cast)[0]
    for act, to in (("dispatch", "BC-633"), ("arrive", "")):
        scan(cast.lan, code, act, to=to)
    scan(cast.lan, code, "forward", to="BC-622")
    assert item(code).destination_id == "BC-622"
    scan(cast.lan, code, "correct")
    assert item(code).destination_id == "BC-633"
    assert agrees()


@pytest.mark.parametrize("before", ["take_out", "held"])
def test_a_postman_brings_home_what_there_was_no_time_to_try(cast: Cast, before: str) -> None:
    code = at_post(cast)[0]
    if before == "held":
        scan(cast.lan, code, "dispatch", to="BC-633")
        scan(cast.lan, code, "arrive")
        scan(cast.lan, code, "hold", reason="rescheduled")
    assert scan(cast.tien, code, "take_out").code == "recorded"
    assert scan(cast.tien, code, "arrive").code == "recorded"
    assert (item(code).state, item(code).attempts) == ("arrived", 0)
    assert agrees()
