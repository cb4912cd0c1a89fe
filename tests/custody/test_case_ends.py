"""A case that ended early: the result that never comes is cancelled, and the papers go home by post."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from delegation.dossiers import commands
from delegation.dossiers.models import Dossier
from delegation.dossiers.refusals import WrongState
from delegation.registry.models import Parameter
from postal_services.accounts.models import User
from postal_services.errors import NotAllowed, NotThere
from postal_services.ledger.models import Line
from postal_services.ledger.projections import all_projections
from tests.cast import NOON, Cast, actions, at_post, item, lines, lodge, propose, scan, sign
from tests.documents.papers import text_of
from tests.dossiers import notice_desk
from tests.mandates.world import OLD
from tracking.custody.commands import case_ends, hand_over
from tracking.custody.commands.case_ends import Cancelled, cancel_left_over_results, send_papers_home
from tracking.custody.models import Item
from tracking.custody.refusals import NoPapersCame, PapersSentHome
from tracking.custody.tasks import cancel_left_over
from tracking.incidents import looks
from tracking.incidents.deadlines import Clockwork
from tracking.journey.queries import journey


@pytest.fixture(autouse=True)
def transit(cast: Cast) -> None:
    """The post takes two unverified working days through the province."""
    Parameter.objects.get_or_create(
        key="transit_days_in_province", valid_from=OLD, defaults={"name": "transit", "value": "2", "unit": "ngày"}
    )


def agrees() -> bool:
    return not [difference for each in all_projections() for difference in each.differences()]


def withdrawn(cast: Cast, code: str) -> Dossier:
    """The case of an item, withdrawn by its citizen."""
    return commands.withdraw_dossier(actor=cast.hanh, code=item(code).dossier.code)


def came_by_post(cast: Cast) -> tuple[str, str, Dossier]:
    """A dossier of both services whose papers the post handed in: the codes of its two items."""
    outward, result = lodge(cast, service="both")
    assert scan(cast.lan, outward, "accept").outcome in ("recorded", "flagged")
    listed = propose(cast.lan, [outward], "BC-633", "UB-633")
    sign(cast.hanh, listed.code, [outward])
    assert item(outward).state == "handed_in"
    return outward, result, Dossier.objects.get(items__code=outward)


def browser(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def test_results_that_will_never_come_are_cancelled_by_lines_once(cast: Cast) -> None:
    refused, gone, runs = lodge(cast, 3)
    notice_desk.refuse(cast.hanh, item(refused).dossier)
    withdrawn(cast, gone)
    assert cancel_left_over_results() == Cancelled(2, 0)
    assert [item(code).state for code in (refused, gone, runs)] == ["cancelled", "cancelled", "registered"]
    last = lines(gone)[-1]
    assert (last.action, last.actor, last.office, last.data["remark"]) == ("cancel", None, "UB-633", "case_ended")
    assert cancel_left_over_results() == Cancelled(0, 0), "run again, nothing is left"
    assert item(gone).dossier.state == 7
    assert agrees()


def test_what_was_handed_over_is_left_alone_until_it_is_taken_back(cast: Cast) -> None:
    code = lodge(cast)[0]
    listed = propose(cast.hanh, [code], "UB-633", "BC-633")
    withdrawn(cast, code)
    assert cancel_left_over_results() == Cancelled()
    hand_over.withdraw_hand_over(actor=cast.hanh, code=listed.code)
    assert cancel_left_over() == 1
    assert actions(code)[-2:] == ["retract", "cancel"]


def test_one_that_cannot_be_written_stops_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = lodge(cast, 3)
    for code in codes:
        withdrawn(cast, code)
    real = case_ends._cancellation

    def breaks(held: Any, *rest: Any) -> Any:
        if held.code == codes[1]:
            raise RuntimeError(held.code)
        return real(held, *rest)

    monkeypatch.setattr(case_ends, "_cancellation", breaks)
    assert cancel_left_over_results() == Cancelled(2, 1)
    monkeypatch.undo()
    assert cancel_left_over_results() == Cancelled(1, 0)
    assert agrees()


def test_many_take_as_many_statements_as_few(cast: Cast) -> None:
    asked = []
    for count in (2, 40):
        for code in lodge(cast, count):
            withdrawn(cast, code)
        with CaptureQueriesContext(connection) as said:
            assert cancel_left_over_results().cancelled == count
        asked.append(len(said))
    assert asked[0] == asked[1] < 10


def test_the_journey_and_the_exception_desk_see_an_end(cast: Cast) -> None:
    code = lodge(cast)[0]
    dossier = withdrawn(cast, code)
    cancel_left_over_results()
    told = journey(dossier.token)
    assert told is not None
    assert (told.milestone, told.clock, told.expected_on) == ("withdrawn", "nobody", None)
    late = Clockwork(NOON + timedelta(days=60))
    assert not [matter for look in looks.LOOKS.values() for matter in look(late) if matter.item == item(code).id]


def test_papers_that_came_by_post_go_home_by_post_and_the_case_stays_closed(cast: Cast) -> None:
    _, result, dossier = came_by_post(cast)
    notice_desk.refuse(cast.hanh, dossier)
    home = send_papers_home(actor=cast.hanh, code=dossier.code)
    assert (home.leg, home.state, home.holder_office_id, home.destination_id) == ("B", "registered", "UB-633", "BC-633")
    assert item(result).state == "cancelled", "the result that never comes goes with it"
    assert cancel_left_over_results() == Cancelled(), "papers on their way home are no left-over"
    told = journey(dossier.token)
    assert told is not None
    assert told.text == "Chờ bưu điện nhận giấy tờ trả lại"
    assert (told.clock, told.expected_on, told.stages) == ("agency", None, ())
    late = Clockwork(NOON + timedelta(days=60))
    assert [m.item for m in looks.late_leg(late)] == [home.id], "an agency that keeps them is told"

    listed = propose(cast.hanh, [home.code], "UB-633", "BC-633")
    sign(cast.lan, listed.code, [home.code])
    scan(cast.tien, home.code, "take_out")
    assert "kết quả" not in str(journey(dossier.token)).lower().replace("trả kết quả", "")
    scan(cast.tien, home.code, "deliver", proof="Rơ Châm H'Nhung; chính chủ")
    assert actions(home.code) == ["register", "offer", "accept", "take_out", "deliver"]
    dossier.refresh_from_db()
    assert dossier.state == 3, "a closed case is not moved by its papers"
    assert [line.action for line in dossier_lines(dossier)][-1] == "refuse"
    told = journey(dossier.token)
    assert told is not None
    assert told.milestone == "delivered"
    assert agrees()


def dossier_lines(dossier: Dossier) -> list[Any]:
    return list(Line.objects.filter(stream_id=dossier.pk, machine="dossier").order_by("seq"))


def test_papers_are_not_sent_where_none_came_or_twice_or_too_early(cast: Cast) -> None:
    _, _, dossier = came_by_post(cast)
    with pytest.raises(WrongState):
        send_papers_home(actor=cast.hanh, code=dossier.code)
    commands.withdraw_dossier(actor=cast.hanh, code=dossier.code)
    for stranger, kind in ((cast.thuy, NotThere), (cast.minh, NotThere), (cast.lan, NotAllowed)):
        with pytest.raises(kind):
            send_papers_home(actor=stranger, code=dossier.code)
    home = send_papers_home(actor=cast.hanh, code=dossier.code)
    with pytest.raises(PapersSentHome) as refused:
        send_papers_home(actor=cast.hanh, code=dossier.code)
    assert home.code in refused.value.detail("vi")
    never = withdrawn(cast, lodge(cast)[0])
    with pytest.raises(NoPapersCame):
        send_papers_home(actor=cast.hanh, code=never.code)


def test_what_came_back_undelivered_can_be_sent_again(cast: Cast) -> None:
    _, _, dossier = came_by_post(cast)
    commands.withdraw_dossier(actor=cast.hanh, code=dossier.code)
    first = send_papers_home(actor=cast.hanh, code=dossier.code)
    sign(cast.lan, propose(cast.hanh, [first.code], "UB-633", "BC-633").code, [first.code])
    scan(cast.lan, first.code, "send_back")
    told = journey(dossier.token)
    assert told is not None
    assert told.next.startswith("Giấy tờ đang quay về")
    sign(cast.hanh, propose(cast.lan, [first.code], "BC-633", "UB-633").code, [first.code])
    assert item(first.code).state == "returned"
    assert send_papers_home(actor=cast.hanh, code=dossier.code).code != first.code


def test_the_officer_finds_the_act_on_the_case_and_the_label_asks_for_no_fee(cast: Cast) -> None:
    _, _, dossier = came_by_post(cast)
    address, officer = f"/ho-so/{dossier.code}/gui-tra-giay-to", browser("hanh")
    assert address not in officer.get(f"/ho-so/{dossier.code}").content.decode()
    commands.withdraw_dossier(actor=cast.hanh, code=dossier.code)
    assert address in officer.get(f"/ho-so/{dossier.code}").content.decode()
    assert address not in browser("lan").get(f"/ho-so/{dossier.code}").content.decode()
    assert "Gửi trả giấy tờ" in officer.get(address).content.decode()
    assert officer.post(address).status_code == 302
    assert officer.post(address).status_code == 422
    assert address not in officer.get(f"/ho-so/{dossier.code}").content.decode()
    assert browser("thuy").get(address).status_code == 404
    home = Item.objects.get(dossier=dossier, leg="B", state="registered")
    label = " ".join(text_of(officer.get(f"/buu-gui/{home.code}/tem.pdf").getvalue()).split())
    assert "GIẤY TỜ TRẢ LẠI NGƯỜI NỘP" in label
    assert re.search(r"Thu của người nhận: 0", label)
    page = officer.get("/ban-giao/moi").content.decode()
    assert home.code in page


def test_a_program_sends_papers_home_once(cast: Cast) -> None:
    _, _, dossier = came_by_post(cast)
    address, officer = f"/api/v1/dossiers/{dossier.code}/papers-home", browser("hanh")

    def call(client: Client) -> tuple[int, dict[str, Any]]:
        answer = client.post(address, {}, content_type="application/json")
        return answer.status_code, answer.json()

    assert call(officer)[1]["code"] == "wrong_state"
    commands.withdraw_dossier(actor=cast.hanh, code=dossier.code)
    assert call(browser("thuy"))[0] == 404
    assert call(browser("lan"))[0] == 403
    status, made = call(officer)
    assert (status, made["leg"], made["state"], made["holder"]["office"]) == (201, "B", "registered", "UB-633")
    assert call(officer)[1]["code"] == "papers_sent_home"


def test_a_result_on_its_way_is_not_taken_for_left_over(cast: Cast) -> None:
    code = at_post(cast)[0]
    assert cancel_left_over_results() == Cancelled()
    assert item(code).state == "accepted"
