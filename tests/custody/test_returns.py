"""Home to the agency: many items on one list, each with what the agency found of it, one countersignature."""

from collections import Counter

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, at_post, item, lines, one, propose, scan, send
from tests.custody.test_bags import differences
from tracking.custody.commands.hand_over import CounterSignature, countersign_hand_over
from tracking.custody.models import Receipt
from tracking.custody.states import HandOverState, Verdict


def test_two_hundred_returns_go_home_on_one_list_with_one_countersignature(cast: Cast) -> None:
    codes = at_post(cast, 200)
    send(cast.lan, [one(code, "send_back") for code in codes])
    scan(cast.lan, codes[3], "open_seal")
    listed = propose(cast.lan, codes, "BC-633", "UB-633")
    missing, damaged = codes[:5], codes[5:12]
    found = dict.fromkeys(codes, Verdict.RECEIVED)
    found |= dict.fromkeys(missing, Verdict.MISSING) | dict.fromkeys(damaged, Verdict.DAMAGED)
    signature = CounterSignature(found, note="Bưu gửi thứ tư bị mở niêm phong")
    with CaptureQueriesContext(connection) as asked:
        done = countersign_hand_over(actor=cast.hanh, code=listed.code, signature=signature)
    assert len(asked) < 20, [each["sql"][:80] for each in asked]
    assert done.hand_over.state == HandOverState.DISPUTED
    assert Counter((item(code).state, item(code).holder_office_id) for code in codes) == {
        ("returned", "UB-633"): 195,
        ("returning", "BC-633"): 5,
    }
    assert {lines(code)[-1].action for code in missing} == {"contest"}
    assert {tuple(item(code).marks) for code in damaged} == {("damaged",)}
    assert "disputed" in item(codes[0]).marks
    assert Receipt.objects.filter(hand_over=listed).count() == 2
    assert differences() == []


def test_what_was_opened_on_the_way_home_keeps_its_mark(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "send_back")
    scan(cast.lan, code, "open_seal")
    listed = propose(cast.lan, [code], "BC-633", "UB-633")
    countersign_hand_over(actor=cast.hanh, code=listed.code, signature=CounterSignature({code: Verdict.RECEIVED}))
    assert (item(code).state, item(code).marks) == ("returned", ["seal_opened"])
