"""Bags on the screen: from the first scan into the bag to the count at the other end."""

import pytest

from postal_services.documents import s10
from tests import cast as acts
from tests.cast import Cast
from tests.custody import bag_desk
from tests.custody_web.conftest import signed_in
from tests.custody_web.test_hand_over_pages import text
from tracking.custody.bagging import codes as bag_codes
from tracking.custody.models import Bag
from tracking.custody.states import BagState

HX = {"HX-Request": "true"}


def state(bag: Bag) -> str:
    """The bag's state as its row stands now."""
    return str(Bag.objects.values_list("state", flat=True).get(pk=bag.pk))


def test_a_bag_goes_from_page_to_page_until_it_is_counted(people: Cast) -> None:
    codes = acts.at_post(people, 3)
    for code in codes:
        acts.scan(people.lan, code, "send_back")
    scan_home = [code for code in codes if acts.scan(people.lan, code, "dispatch", to="BC-64").outcome]
    for code in scan_home:
        acts.scan(people.nga, code, "arrive")
    nga, lan = signed_in(people.nga), signed_in(people.lan)
    page = text(nga.get("/tui/moi"))
    assert "Bưu điện huyện Chư Sê (3 bưu gửi)" in page, "the route table tells where they go next"
    made = nga.post("/tui/moi", {"origin": "BC-64", "destination": "BC-633", "goal": ""})
    bag = Bag.objects.get()
    assert made["Location"] == f"/tui/{bag.code}/xep"
    assert "Đang chờ đi hướng này" in text(nga.get(made["Location"]))
    row = text(nga.post(made["Location"], {"code": codes[0].lower(), "id": ""}, headers=HX))
    assert 'data-outcome="recorded"' in row
    assert 'data-outcome="replayed"' in text(nga.post(made["Location"], {"code": codes[0]}, headers=HX))
    assert 'data-outcome="refused"' in text(nga.post(made["Location"], {"code": "rác"}, headers=HX))
    assert nga.post(made["Location"], {"code": ""}, headers=HX).status_code == 422
    nga.post(made["Location"], {"items": codes[1:]})
    assert bag.lines.count() == 3
    nga.post(f"/tui/{bag.code}/lay-ra", {"items": codes[2:]})
    assert bag.lines.count() == 2
    assert nga.post(f"/tui/{bag.code}/niem-phong", {"act": "seal", "seal": ""}).status_code == 422
    nga.post(f"/tui/{bag.code}/niem-phong", {"act": "seal", "seal": "gl 77"})
    assert "In bảng kê túi" in text(nga.get(f"/tui/{bag.code}"))
    assert nga.post(f"/tui/{bag.code}/xep", {"code": codes[2]}).status_code == 422
    assert nga.post("/tui/gui-di", {"codes": bag.code, "back": "bag"})["Location"] == f"/tui/{bag.code}"
    assert state(bag) == BagState.IN_TRANSIT
    assert bag.code in text(lan.get("/tui/"))
    assert lan.post(f"/tui/{bag.code}/den", {"office": "BC-633", "seal": "GL77"}).status_code == 302
    first = text(lan.get(f"/tui/{bag.code}/mo"))
    assert codes[0] not in first, "counted before the manifest is seen"
    assert "Lệch: bạn đếm 1, bảng kê 2" in text(lan.get(f"/tui/{bag.code}/mo?dem=1"))
    short = {f"v-{codes[0]}": "received", "codes": "phong bì lạ"}
    assert "Còn 1 bưu gửi chưa đếm" in text(lan.post(f"/tui/{bag.code}/mo", short))
    lan.post(f"/tui/{bag.code}/mo", {**short, "rest_missing": "1"})
    shown = text(lan.get(f"/tui/{bag.code}"))
    assert state(bag) == BagState.OPENED
    assert "phong bì lạ" in shown
    assert "Thiếu so với bảng kê" in shown
    assert acts.item(codes[1]).holder_office_id == "BC-64"
    nga.post(f"/tui/{bag.code}/giai-quyet", {"resolution": "Còn ở quầy 2."})
    assert "Còn ở quầy 2." in text(lan.get(f"/tui/{bag.code}"))


def test_seals_come_off_for_a_reason(people: Cast) -> None:
    bag = bag_desk.sealed(people.lan, acts.at_post(people, 1))
    lan = signed_in(people.lan)
    address = f"/tui/{bag.code}/niem-phong"
    assert "Dây niêm phong đứt" in text(lan.get(address))
    assert lan.post(address, {"act": "reseal", "seal": "X1"}).status_code == 422
    lan.post(address, {"act": "reseal", "seal": "X1", "reason": "broken"})
    assert Bag.objects.get().seal == "X1"
    lan.post(address, {"act": "unseal", "reason": "take_out"})
    assert state(bag) == BagState.OPEN


def test_ticked_bags_leave_together_and_one_that_cannot_says_why(people: Cast) -> None:
    ready = [bag_desk.sealed(people.lan, [code]) for code in acts.at_post(people, 2)]
    empty = bag_desk.begin(people.lan)
    lan = signed_in(people.lan)
    assert all(bag.code in text(lan.get("/tui/?muc=cho-gui")) for bag in ready)
    answer = lan.post("/tui/gui-di", {"codes": [ready[0].code, empty.code]})
    assert (answer.status_code, empty.code in text(answer)) == (422, True)
    assert state(ready[0]) == BagState.SEALED
    assert lan.post("/tui/gui-di", {"codes": [bag.code for bag in ready]})["Location"] == "/tui/?muc=da-gui"
    assert {state(bag) for bag in ready} == {BagState.IN_TRANSIT}


def test_a_code_a_seal_or_an_item_finds_its_bag(people: Cast) -> None:
    code = acts.at_post(people)[0]
    bag = bag_desk.sealed(people.lan, [code])
    lan = signed_in(people.lan)
    for query in (bag.code.lower(), bag_codes.url_for(bag.token, "h.vn")):
        assert lan.get("/tui/", {"q": query})["Location"] == f"/tui/{bag.code}"
    for query in (bag.seal, s10.printed(code)):
        assert bag.code in text(lan.get("/tui/", {"q": query, "muc": "cho-gui"}))
    assert lan.get(f"/B/{bag.token}")["Location"] == f"/tui/{bag.code}"
    assert signed_in(people.minh).get(f"/b/{bag.token}").status_code == 404


def test_the_desk_sends_whole_bags_and_leads_to_a_bag_s_page_otherwise(people: Cast) -> None:
    bag = bag_desk.sealed(people.lan, acts.at_post(people, 2))
    lan = signed_in(people.lan)
    other = lan.post("/quet", {"action": "take_out", "code": bag.code, "office": "BC-633"}, headers=HX)
    assert other["HX-Redirect"] == f"/tui/{bag.code}"
    row = text(lan.post("/quet", {"action": "dispatch", "code": bag.code, "office": "BC-633"}, headers=HX))
    assert 'data-outcome="recorded"' in row
    assert f'href="/tui/{bag.code}"' in row
    assert "2 bưu gửi" in row
    assert bag.code in text(lan.get("/quet"))


def test_a_bag_that_came_astray_says_where_it_goes_from_here(people: Cast) -> None:
    bag = bag_desk.sent(people.lan, acts.at_post(people, 1))
    acts.scan(people.minh, bag.code, "arrive")
    minh = signed_in(people.minh)
    page = text(minh.get(f"/tui/{bag.code}"))
    assert "Túi đến nhầm nơi" in page
    assert "Gửi tiếp đến Bưu điện tỉnh Gia Lai" in page
    minh.post("/tui/gui-di", {"codes": bag.code, "back": "bag"})
    assert Bag.objects.get().destination_id == "BC-64"


@pytest.mark.parametrize("paper", ["bang-ke.pdf", "nhan.pdf"])
def test_papers_are_pdfs_of_the_offices_concerned(people: Cast, paper: str) -> None:
    bag = bag_desk.sealed(people.lan, acts.at_post(people, 1))
    answer = signed_in(people.nga).get(f"/tui/{bag.code}/{paper}")
    assert b"".join(answer).startswith(b"%PDF")
    assert signed_in(people.minh).get(f"/tui/{bag.code}/{paper}").status_code == 404


def test_an_empty_bag_is_given_up_and_others_hands_are_kept_off(people: Cast) -> None:
    bag = bag_desk.begin(people.lan)
    assert "Hủy túi" in text(signed_in(people.lan).get(f"/tui/{bag.code}/huy"))
    assert signed_in(people.hanh).get("/tui/moi").status_code == 403
    assert signed_in(people.nga).get(f"/tui/{bag.code}/xep").status_code == 403
    assert signed_in(people.minh).get(f"/tui/{bag.code}").status_code == 404
    signed_in(people.lan).post(f"/tui/{bag.code}/huy")
    assert state(bag) == BagState.CANCELLED


def test_all_returns_of_one_agency_are_chosen_with_one_click(people: Cast) -> None:
    home, other = acts.at_post(people, 2), acts.at_post(people, 1)
    for code in home:
        acts.scan(people.lan, code, "send_back")
    lan = signed_in(people.lan)
    page = text(lan.get("/ban-giao/moi?receiver=UB-633"))
    assert "2 bưu gửi chuyển hoàn chờ trả" in page
    chosen = text(lan.get("/ban-giao/moi?giver=BC-633&receiver=UB-633&hoan=1"))
    assert chosen.count('name="items"') == chosen.count('name="items" value') == 2
    assert chosen.count(" checked>") >= 2
    assert other[0] not in chosen
    assert lan.post("/ban-giao/moi", {"giver": "BC-633", "receiver": "UB-633", "items": home}).status_code == 302


def test_an_item_s_page_names_its_next_station_and_its_bag(people: Cast) -> None:
    code = acts.at_post(people)[0]
    acts.scan(people.lan, code, "dispatch", to="BC-64")
    acts.scan(people.nga, code, "arrive")
    nga = signed_in(people.nga)
    page = text(nga.get(f"/buu-gui/{code}"))
    assert "Trạm tiếp theo" in page
    assert "Bưu điện huyện Chư Sê" in page
    bag = bag_desk.sealed(people.nga, [code], "BC-633", origin="BC-64")
    assert f'href="/tui/{bag.code}"' in text(nga.get(f"/buu-gui/{code}"))
    assert code not in text(nga.get("/ban-giao/moi?receiver=BC-633")), "what rides in a bag is not given by itself"
