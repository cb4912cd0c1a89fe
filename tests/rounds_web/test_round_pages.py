"""Pages of rounds: what each shows and to whom, what they cost, and what refusals look like."""

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from postal_services.accounts.models import PersonalDataRead
from postal_services.documents import s10
from tests.cast import Cast, at_post, item, lodge
from tests.custody_web.conftest import signed_in
from tests.documents.papers import codes_in, pages
from tests.rounds.desk import built, deliver, fail, home, out, proof_of, stop, taken_out
from tracking.rounds.commands.keeping import hold_items
from tracking.rounds.commands.wishes import Asked, wish_for_item
from tracking.rounds.models import Round, Wish
from tracking.rounds.states import RoundState, WishKind

MOST_QUERIES = 10


def text(response: Any) -> str:
    """What a page says."""
    return str(response.content, "utf-8")


def test_a_round_is_built_on_the_page_in_the_order_that_was_typed(people: Cast) -> None:
    codes = at_post(people, 3)
    page = signed_in(people.lan)
    assert all(code in text(page.get("/phat/moi")) for code in codes)
    sent = {"office": "BC-633", "day": "5/8/2019", "postman": "tien", "items": codes}
    sent |= {f"p-{codes[0]}": "3", f"p-{codes[1]}": "1", f"p-{codes[2]}": "2"}
    answer = page.post("/phat/moi", sent)
    round_ = Round.objects.get()
    assert answer["Location"] == f"/phat/{round_.code}"
    placed = [each.item.code for each in round_.stops.select_related("item").order_by("position")]
    assert placed == [codes[1], codes[2], codes[0]]


def test_what_cannot_go_is_named_on_the_page(people: Cast) -> None:
    inside, at_desk = at_post(people)[0], lodge(people)[0]
    sent = {"office": "BC-633", "day": "5/8/2019", "postman": "tien", "items": [inside, at_desk]}
    answer = signed_in(people.lan).post("/phat/moi", sent)
    assert answer.status_code == 422
    assert at_desk in text(answer)
    assert not Round.objects.exists()


def test_a_round_is_changed_taken_out_and_not_twice(people: Cast) -> None:
    codes = at_post(people, 2)
    round_ = built(people, codes)
    page = signed_in(people.tien)
    page.post(f"/phat/{round_.code}/sua", {"items": codes, f"p-{codes[0]}": "2", f"p-{codes[1]}": "1"})
    assert page.post(f"/phat/{round_.code}/di").status_code == 302
    again = page.post(f"/phat/{round_.code}/di")
    assert again.status_code == 422
    assert "đã được ghi đi phát lúc" in text(again)
    assert page.get(f"/phat/{round_.code}/sua").status_code == 302


def test_the_postman_sees_the_next_stop_first_and_the_desk_the_list(people: Cast) -> None:
    round_, codes = out(people, 3)
    own, desk = (
        text(signed_in(people.tien).get(f"/phat/{round_.code}")),
        text(signed_in(people.lan).get(f"/phat/{round_.code}")),
    )
    assert "Điểm 1 trên 3" in own
    assert "next-stop__name" not in desk
    deliver(people, round_, codes[0])
    assert "Điểm 2 trên 3" in text(signed_in(people.tien).get(f"/phat/{round_.code}"))


def test_names_are_for_the_office_that_delivers_and_reading_them_is_noted(people: Cast) -> None:
    round_, codes = out(people)
    name = item(codes[0]).dossier.applicant_name
    assert name in text(signed_in(people.lan).get(f"/phat/{round_.code}")).replace("&#x27;", "'")
    noted = PersonalDataRead.objects.get(purpose="round_page")
    assert (noted.actor, noted.subject) == (people.lan.user_id, item(codes[0]).dossier_id)
    assert name not in text(signed_in(people.tinh).get(f"/phat/{round_.code}")).replace("&#x27;", "'")
    assert PersonalDataRead.objects.filter(purpose="round_page").count() == 1
    assert signed_in(people.tinh).get(f"/phat/{round_.code}/bd13.pdf").status_code == 403
    assert signed_in(people.tinh).get(f"/phat/{round_.code}/{codes[0]}").status_code == 404


def test_the_round_of_another_office_is_not_there(people: Cast) -> None:
    round_, codes = out(people)
    for stranger in (people.minh, people.thuy, people.hanh, people.bao):
        page = signed_in(stranger)
        for address in ("", "/bd13.pdf", "/ve", "/sua", "/them", f"/{codes[0]}", f"/{codes[0]}/phat"):
            assert page.get(f"/phat/{round_.code}{address}").status_code == 404
        assert page.post(f"/phat/{round_.code}/di").status_code == 404


def test_a_list_of_one_hundred_and_fifty_opens_in_fewer_than_ten_queries(people: Cast) -> None:
    codes = at_post(people, 150)
    round_ = taken_out(people, built(people, codes)).round
    fail(people, round_, codes[0])
    wish_for_item(item=codes[1], asked=Asked(WishKind.HOLD_AT, office="BC-633"))
    page = signed_in(people.tien)
    page.get(f"/phat/{round_.code}")
    for address in (
        f"/phat/{round_.code}",
        "/phat/",
        f"/phat/{round_.code}/{codes[3]}",
        f"/phat/{round_.code}/bd13.pdf",
    ):
        with CaptureQueriesContext(connection) as asked:
            assert page.get(address).status_code == 200
        assert len(asked) < MOST_QUERIES, [each["sql"][:80] for each in asked]


def test_the_filters_of_a_long_list_keep_what_they_say(people: Cast) -> None:
    round_, codes = out(people, 3)
    deliver(people, round_, codes[0])
    fail(people, round_, codes[1])
    page = signed_in(people.lan)

    def listed(chosen: str) -> list[str]:
        said = text(page.get(f"/phat/{round_.code}?loc={chosen}"))
        return [code for code in codes if f'/{code}"' in said]

    assert [listed(each) for each in ("", "cho", "da", "khong")] == [codes, codes[2:], codes[:1], codes[1:2]]


def test_an_item_that_nobody_took_out_leads_to_where_it_is_added(people: Cast) -> None:
    round_, _ = out(people)
    inside = at_post(people)[0]
    page = signed_in(people.tien)
    answer = page.get(f"/phat/{round_.code}/{inside}/phat", follow=True)
    assert "chưa ghi đi phát" in text(answer)
    assert inside in text(answer)
    assert page.post(f"/phat/{round_.code}/them", {"codes": inside}).status_code == 302
    assert item(inside).state == "out_for_delivery"


def test_a_delivery_on_the_page_needs_receiver_signature_and_the_right_money(people: Cast) -> None:
    round_, codes = out(people)
    page, address = signed_in(people.tien), f"/phat/{round_.code}/{codes[0]}/phat"
    empty = page.post(address, {})
    assert empty.status_code == 422
    assert "Xin ký vào khung" in text(empty)
    due = stop(round_, codes[0])
    money = {"state_fee": str(due.state_fee), "postal": str(due.postal), "transfer": str(due.transfer)}
    sound = {**proof_of(codes[0]), **money, "pay_by": "cash"}
    wrong = page.post(address, {**sound, "state_fee": "1000"})
    assert (wrong.status_code, item(codes[0]).state) == (422, "out_for_delivery")
    assert "không bằng số còn phải thu" in text(wrong)
    assert page.post(address, sound)["Location"] == f"/phat/{round_.code}"
    assert item(codes[0]).state == "delivered"
    assert page.get(address).status_code == 302


def test_a_failure_on_the_page_says_which_steps_fit_and_offers_the_card(people: Cast) -> None:
    round_, codes = out(people)
    page, address = signed_in(people.tien), f"/phat/{round_.code}/{codes[0]}"
    unfit = page.post(f"{address}/khong-phat", {"reason": "refused", "measure": "retry"})
    assert (unfit.status_code, "chỉ chọn được" in text(unfit)) == (422, True)
    page.post(f"{address}/khong-phat", {"reason": "absent", "measure": "hold"})
    assert "Giấy mời" in text(page.get(address))
    card = page.get(f"{address}/giay-moi.pdf")
    found = codes_in(card.content)
    assert codes[0] in found
    assert any(item(codes[0]).dossier.token in each for each in found)
    assert PersonalDataRead.objects.filter(purpose="calling_card").count() == 1


def test_the_printed_round_carries_every_code_and_its_own(people: Cast) -> None:
    codes = at_post(people, 25)
    round_ = taken_out(people, built(people, codes)).round
    paper = signed_in(people.lan).get(f"/phat/{round_.code}/bd13.pdf")
    found = set(codes_in(paper.content))
    assert len(pages(paper.content)) > 1
    assert set(codes) <= found
    assert round_.code in found
    assert all(s10.is_code(code) for code in codes)


def test_a_round_is_closed_on_the_page_with_reasons_and_a_count(people: Cast) -> None:
    round_, codes = out(people, 3)
    deliver(people, round_, codes[0])
    fail(people, round_, codes[1])
    page, address = signed_in(people.lan), f"/phat/{round_.code}/ve"
    assert "Vì sao chưa phát" in text(page.get(address))
    open_ = page.post(address, {"counted": "0"})
    assert open_.status_code == 422
    assert codes[2] in text(open_)
    off = page.post(
        address, {"counted": "0", f"u-{codes[2]}": "no_time", f"m-{codes[1]}": "hold", "until": "10/8/2019"}
    )
    assert (off.status_code, "12/08/2019" in text(off)) == (422, True)
    taken = str(stop(round_, codes[0]).taken)
    done = page.post(address, {"counted": taken, f"u-{codes[2]}": "no_time", f"m-{codes[1]}": "hold"})
    assert done.status_code == 302
    assert Round.objects.get().state == RoundState.CLOSED
    assert [item(code).state for code in codes] == ["delivered", "held", "arrived"]
    assert "Tiền mặt khớp" in text(page.get(f"/phat/{round_.code}"))


def test_money_that_is_short_is_shown_beside_what_was_taken(people: Cast) -> None:
    round_, codes = out(people)
    deliver(people, round_, codes[0])
    home(people, round_, cash=0)
    assert "Tiền mặt lệch" in text(signed_in(people.lan).get(f"/phat/{round_.code}"))


def test_what_waits_is_kept_longer_or_sent_back_by_one_list(people: Cast) -> None:
    codes = at_post(people, 3)
    hold_items(actor=people.lan, office="BC-633", items=codes)
    page = signed_in(people.lan)
    shown = text(page.get("/phat/luu"))
    assert all(code in shown for code in codes)
    assert "chưa kiểm chứng" in shown
    off = page.post("/phat/luu/lam", {"items": codes, "act": "hold", "until": "18/8/2019"})
    assert (off.status_code, "19/08/2019" in text(off)) == (422, True)
    assert page.post("/phat/luu/lam", {"items": codes[:1], "act": "hold", "until": "30/8/2019"}).status_code == 302
    back = page.post("/phat/luu/lam", {"items": codes[1:], "act": "send_back"})
    assert back["Location"].startswith("/ban-giao/moi?items=")
    assert [item(code).state for code in codes] == ["held", "returning", "returning"]


def test_a_clerk_forwards_what_was_asked_for_and_declines_what_cannot_be_done(people: Cast) -> None:
    codes = at_post(people, 2)
    wish_for_item(item=codes[0], asked=Asked(WishKind.FORWARD_TO, unit="23587", address="12 Trần Phú"))
    wish_for_item(item=codes[1], asked=Asked(WishKind.DELIVER_ON))
    hold_items(actor=people.lan, office="BC-633", items=codes[:1])
    page = signed_in(people.lan)
    assert "12 Trần Phú" in text(page.get(f"/phat/luu/{codes[0]}/chuyen"))
    page.post(f"/phat/luu/{codes[0]}/chuyen", {"unit": "23587", "address": "12 Trần Phú"})
    assert item(codes[0]).destination_id == "BC-622"
    page.post(f"/phat/luu/{codes[1]}/tu-choi")
    assert Wish.objects.get(item__code=codes[1]).answer == "declined"


def test_somebody_who_comes_to_the_office_signs_for_what_is_kept(people: Cast) -> None:
    code = at_post(people)[0]
    page = signed_in(people.lan)
    dossier = item(code).dossier
    money = {"state_fee": dossier.state_fee, "postal": dossier.postal_charge, "transfer": dossier.transfer_charge}
    answer = page.post(f"/phat/luu/{code}/giao", {**proof_of(code), **money, "pay_by": "cash"})
    assert answer.status_code == 302, text(answer)
    assert item(code).state == "delivered"
    assert page.get(f"/phat/luu/{code}/giao").status_code == 302


def test_a_draft_is_thrown_away_after_a_question(people: Cast) -> None:
    round_ = built(people, at_post(people), day=None)
    page = signed_in(people.lan)
    assert "Hủy bản kê" in text(page.get(f"/phat/{round_.code}/huy"))
    page.post(f"/phat/{round_.code}/huy")
    assert Round.objects.get().state == RoundState.CANCELLED
    assert timedelta(0) <= Round.objects.get().modified_at - round_.drafted_at


def test_the_desk_shows_rounds_on_their_way_and_what_is_nearly_over(people: Cast) -> None:
    round_, _ = out(people)
    code = at_post(people)[0]
    hold_items(actor=people.lan, office="BC-633", items=[code], until=date(2019, 8, 6))
    for person in (people.lan, people.tien):
        desk = text(signed_in(person).get("/"))
        assert round_.code in desk
        assert code in desk
    assert "Chuyến đang đi phát" not in text(signed_in(people.hanh).get("/"))
