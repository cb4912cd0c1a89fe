from typing import Any

from tests import cast as acts
from tests.cast import Cast
from tests.custody_web.conftest import signed_in
from tests.custody_web.test_hand_over_pages import text
from tracking.custody.models import HandOver
from tracking.custody.states import HandOverState


def given(people: Cast, count: int = 3) -> tuple[list[str], HandOver]:
    """Items on their way to the post office of Chư Sê."""
    codes = acts.lodge(people, count)
    return codes, acts.propose(people.hanh, codes, "UB-633", "BC-633")


def verdicts(listed: HandOver) -> dict[str, str]:
    """What the lines say."""
    return dict(listed.lines.values_list("item__code", "verdict"))


def test_buttons_and_scanned_codes_make_one_signature(people: Cast) -> None:
    codes, listed = given(people)
    beyond = acts.lodge(people)[0]
    form = {
        f"v-{codes[0]}": "damaged",
        "codes": f"{codes[1].lower()}\nHTTPS://H/T/{acts.item(codes[2]).dossier.token}\n{beyond}\nkhông đọc được",
        "note": "Rách một góc",
        "act": "sign",
    }
    answer = signed_in(people.lan).post(f"/ban-giao/{listed.code}/nhan", form)
    assert (answer.status_code, answer["Location"]) == (302, f"/ban-giao/{listed.code}")
    listed.refresh_from_db()
    assert (listed.state, listed.extra) == (HandOverState.DISPUTED, [beyond, "không đọc được"])
    assert verdicts(listed) == {codes[0]: "damaged", codes[1]: "received", codes[2]: "received", beyond: "received"}
    assert acts.item(codes[1]).holder_office_id == "BC-633"


def test_what_was_not_counted_is_never_missing_by_accident(people: Cast) -> None:
    codes, listed = given(people)
    lan = signed_in(people.lan)
    form = {"codes": codes[0], "act": "sign"}
    page = lan.post(f"/ban-giao/{listed.code}/nhan", form)
    assert page.status_code == 422
    assert "Còn 2 bưu gửi chưa đếm" in text(page)
    listed.refresh_from_db()
    assert listed.state == HandOverState.PROPOSED
    assert lan.post(f"/ban-giao/{listed.code}/nhan", {**form, "rest_missing": "1"}).status_code == 302
    assert verdicts(listed) == {codes[0]: "received", codes[1]: "missing", codes[2]: "missing"}
    assert acts.item(codes[1]).holder_office_id == "UB-633"


def test_a_half_done_count_survives(people: Cast) -> None:
    codes, listed = given(people)
    lan = signed_in(people.lan)
    form = {f"v-{codes[0]}": "missing", "codes": f"{codes[1]}\nxyz", "note": "Đếm dở", "act": "save"}
    assert lan.post(f"/ban-giao/{listed.code}/nhan", form).status_code == 302
    page = text(lan.get(f"/ban-giao/{listed.code}/nhan"))
    assert f'name="v-{codes[0]}" value="missing" checked' in page
    assert f'name="v-{codes[1]}" value="received" checked' in page
    assert "xyz</textarea>" in page
    assert "Đếm dở</textarea>" in page
    listed.refresh_from_db()
    assert listed.state == HandOverState.PROPOSED


def test_an_item_taken_over_by_scan_is_counted_already(people: Cast) -> None:
    codes, listed = given(people)
    acts.scan(people.lan, codes[0], "accept")
    page = text(signed_in(people.lan).get(f"/ban-giao/{listed.code}/nhan"))
    assert f'name="v-{codes[0]}" value="received" checked' in page


def test_counting_first_hides_the_list_and_shows_the_difference(people: Cast) -> None:
    codes, listed = given(people)
    lan = signed_in(people.lan)
    address = f"/ban-giao/{listed.code}/nhan"
    assert codes[0] not in text(lan.get(f"{address}?dem=")).replace("\N{NO-BREAK SPACE}", "")
    assert "Lệch: bạn đếm 2, bảng kê 3" in text(lan.get(f"{address}?dem=2"))
    assert "Khớp: bạn đếm 3, bảng kê 3" in text(lan.get(f"{address}?dem=3"))


def test_the_giver_does_not_count(people: Cast) -> None:
    _, listed = given(people)
    assert signed_in(people.hanh).get(f"/ban-giao/{listed.code}/nhan").status_code == 403


def test_a_signed_list_is_not_counted_again(people: Cast) -> None:
    codes, listed = given(people)
    acts.sign(people.lan, listed.code, codes)
    lan = signed_in(people.lan)
    for answer in (
        lan.get(f"/ban-giao/{listed.code}/nhan"),
        lan.post(f"/ban-giao/{listed.code}/nhan", {"act": "sign"}),
    ):
        assert answer["Location"] == f"/ban-giao/{listed.code}"


def test_forged_verdicts_are_not_verdicts(people: Cast) -> None:
    codes, listed = given(people, 1)
    form: dict[str, Any] = {f"v-{codes[0]}": "stolen", "v-HC000000000VN": "received", "act": "sign"}
    assert signed_in(people.lan).post(f"/ban-giao/{listed.code}/nhan", form).status_code == 422
