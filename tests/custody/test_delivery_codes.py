"""One-time codes: who gets one, what it opens, how it ends; and forgetting names and signatures in time."""

import json
import re
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connections

from postal_services.errors import NotThere, Refused
from postal_services.ledger import verification
from tests.cast import NOON, Cast, actions, at_post, item, lines, lodge, one, scan, send
from tests.custody.proving import at_door, kept, proof
from tracking.custody import proofs
from tracking.custody.commands.delivery_codes import MOST_A_DAY, Issued, issue_delivery_code
from tracking.custody.commands.emptying import empty_old_proofs
from tracking.custody.models import DeliveryCode, ProofTry, Scan
from tracking.custody.projections import ITEMS
from tracking.custody.states import ItemState

HOUR = timedelta(hours=1)


def issued(code: str) -> Issued:
    return issue_delivery_code(token=item(code).dossier.token)


def wrong_for(given: Issued) -> str:
    return f"{(int(given.code) + 1) % 1_000_000:06}"


def with_code(value: str) -> dict[str, object]:
    return proof(method="code", value=value)


def test_a_code_is_six_digits_good_until_midnight_and_opens_the_door_once(cast: Cast) -> None:
    code = at_door(cast)[0]
    given = issued(code)
    assert re.fullmatch(r"\d{6}", given.code)
    assert (given.item, given.expires_at) == (code, NOON.replace(hour=17))  # midnight in Viet Nam
    assert scan(cast.tien, code, "deliver", proof=with_code(given.code)).outcome == "recorded"
    row = kept(code)
    assert (row.method, row.is_checked, lines(code)[-1].flags) == ("code", True, [])
    assert DeliveryCode.objects.get().used_at == NOON


def test_the_ledger_says_that_a_code_was_issued_and_never_which(cast: Cast) -> None:
    code = at_door(cast)[0]
    given = issued(code)
    line = lines(code)[-1]
    assert (line.action, line.data["remark"], line.actor) == ("note", "delivery_code", None)
    assert given.code not in json.dumps(line.data)
    assert item(code).state == ItemState.OUT_FOR_DELIVERY
    row = DeliveryCode.objects.get()
    assert given.code not in row.key
    assert verification.verify().broken is None
    assert list(ITEMS.differences()) == []


def test_blanks_typed_into_a_code_do_not_matter(cast: Cast) -> None:
    code = at_door(cast)[0]
    given = issued(code).code
    assert scan(cast.tien, code, "deliver", proof=with_code(f" {given[:3]} {given[3:]} ")).outcome == "recorded"


def test_five_wrong_codes_lock_it_until_the_citizen_takes_a_new_one(cast: Cast) -> None:
    code = at_door(cast)[0]
    given = issued(code)
    for _ in range(5):
        assert scan(cast.tien, code, "deliver", proof=with_code(wrong_for(given))).code == "proof_wrong"
    locked = scan(cast.tien, code, "deliver", proof=with_code(given.code))
    assert (locked.outcome, locked.code) == ("refused", "proof_locked")
    assert locked.refusal is not None
    assert "lấy mã mới" in locked.refusal.detail("vi")
    assert "get a new code" in locked.refusal.detail("en")
    assert DeliveryCode.objects.get().tries == 5
    again = issue_delivery_code(token=item(code).dossier.token, now=NOON + HOUR)
    answer = scan(cast.tien, code, "deliver", now=NOON + HOUR, proof=with_code(again.code))
    assert answer.outcome == "recorded"


def test_what_is_no_code_at_all_takes_no_try(cast: Cast) -> None:
    code = at_door(cast)[0]
    issued(code)
    for value in ("12345", "1234567", "abcdef", "١٢٣٤٥٦"):
        assert scan(cast.tien, code, "deliver", proof=with_code(value)).code == "proof_wrong"
    assert DeliveryCode.objects.get().tries == 0


def test_the_code_of_another_item_is_wrong(cast: Cast) -> None:
    mine, other = at_door(cast, 2)
    issued(mine)
    theirs = issued(other)
    assert scan(cast.tien, mine, "deliver", proof=with_code(theirs.code)).code == "proof_wrong"


def test_a_newer_code_ends_the_one_before_it(cast: Cast) -> None:
    code = at_door(cast)[0]
    first = issued(code)
    with_time = issue_delivery_code(token=item(code).dossier.token, now=NOON + HOUR)
    later = NOON + 2 * HOUR
    answer = scan(cast.tien, code, "deliver", now=later, proof=with_code(first.code))
    assert answer.code == ("proof_wrong" if first.code != with_time.code else "recorded")
    assert scan(cast.tien, code, "deliver", now=later, proof=with_code(with_time.code)).outcome == "recorded"


@pytest.mark.parametrize("hours", [12, 30])
def test_a_code_is_good_to_the_end_of_the_day_and_no_longer(cast: Cast, hours: int) -> None:
    code = at_door(cast)[0]
    given = issued(code)
    late = scan(cast.tien, code, "deliver", now=NOON + hours * HOUR, proof=with_code(given.code))
    assert (late.outcome, late.code) == ("refused", "code_expired")
    assert late.refusal is not None
    assert "mã mới" in late.refusal.detail("vi")


def test_a_code_given_by_day_proves_a_delivery_that_is_reported_at_night(cast: Cast) -> None:
    code = at_door(cast)[0]
    given = issued(code)
    said = one(code, "deliver", ago=8 * HOUR, proof=with_code(given.code))
    assert send(cast.tien, [said], now=NOON + 9 * HOUR)[0].outcome == "recorded"
    assert lines(code)[-1].flags == []


def test_an_item_kept_at_the_office_gets_a_code_too(cast: Cast) -> None:
    code = at_door(cast)[0]
    scan(cast.tien, code, "fail", reason="absent")
    scan(cast.lan, code, "hold")
    given = issued(code)
    assert scan(cast.lan, code, "deliver", proof=with_code(given.code)).outcome == "recorded"


@pytest.mark.parametrize("state", ["registered", "accepted", "attempted", "delivered"])
def test_while_nobody_is_about_to_deliver_there_is_no_code(cast: Cast, state: str) -> None:
    ways = {"registered": lodge, "accepted": at_post}
    code = ways.get(state, at_door)(cast)[0]
    if state == "attempted":
        scan(cast.tien, code, "fail", reason="absent")
    if state == "delivered":
        scan(cast.tien, code, "deliver", proof=proof())
    before = actions(code)
    with pytest.raises(Refused) as refused:
        issued(code)
    assert refused.value.code == "no_code_now"
    assert actions(code) == before


def test_a_token_that_does_not_exist_is_not_there(cast: Cast) -> None:
    with pytest.raises(NotThere):
        issue_delivery_code(token="0000000000000000")


def test_a_day_has_only_so_many_codes(cast: Cast) -> None:
    code = at_door(cast)[0]
    for _ in range(MOST_A_DAY):
        issued(code)
    with pytest.raises(Refused) as refused:
        issued(code)
    assert refused.value.code == "too_many_codes"
    assert issue_delivery_code(token=item(code).dossier.token, now=NOON + 24 * HOUR)


def test_wrong_codes_sent_at_the_same_moment_are_all_counted(committed_cast: Cast) -> None:
    code = at_door(committed_cast)[0]
    given = issued(code)
    got: list[str] = []

    def attempt() -> None:
        try:
            got.append(scan(committed_cast.tien, code, "deliver", proof=with_code(wrong_for(given))).code)
        finally:
            connections.close_all()

    threads = [Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == ["proof_locked"] * 3 + ["proof_wrong"] * 5
    assert DeliveryCode.objects.get().tries == 5


def test_tries_of_a_command_that_was_rolled_back_can_be_kept(committed_cast: Cast) -> None:
    code = at_door(committed_cast)[0]
    given = issued(code)
    row = item(code)
    checks = proofs.load([(row.id, proofs.read_proof(with_code("000000")))], now=NOON)

    class About:
        id, token, case_row = row.id, row.dossier.token, (row.dossier.code,)

    for value in (wrong_for(given), "9999"):
        method = "code" if len(value) == 6 else "last4"
        read = proofs.read_proof(proof(method=method, value=value))
        checked = checks.judge(About(), read, NOON)
        assert checked.refusal is not None
        checks.count(About(), checked)
    proofs.keep_tries(checks)
    assert DeliveryCode.objects.get().tries == 1
    assert ProofTry.objects.get().wrong == 1


def emptied_after(months: int) -> int:
    return empty_old_proofs(NOON + timedelta(days=31 * months), at_once=2)


def test_names_and_signatures_are_forgotten_in_time_and_the_digest_stays(committed_cast: Cast) -> None:
    codes = at_door(committed_cast, 5)
    for code in codes:
        given = proof(relation="authorised", basis="letter", document="7/UQ", witness="Siu H'Bia")
        assert scan(committed_cast.tien, code, "deliver", proof=given).outcome == "recorded"
    digests = {code: lines(code)[-1].data["proof"] for code in codes}
    assert emptied_after(11) == 0
    assert kept(codes[0]).receiver_name == "Rơ Châm H'Nhung"
    told = {bytes(each.digest) for each in Scan.objects.filter(action="deliver")}
    assert emptied_after(13) == 10  # five proofs and five texts beside scans
    for code in codes:
        row = kept(code)
        assert (row.receiver_name, row.document, row.signature, row.witness, row.salt) == ("", "", "", "", "")
        assert (row.relation, row.method, row.is_checked, row.basis) == ("authorised", "last4", True, "letter")
        assert row.emptied_at is not None
        assert row.digest == digests[code] == lines(code)[-1].data["proof"]
    assert all(each.proof == "" for each in Scan.objects.all())
    assert told.isdisjoint(bytes(each.digest) for each in Scan.objects.all())
    assert (emptied_after(13), verification.verify().broken) == (0, None)


def test_old_codes_and_counts_go_after_a_month(committed_cast: Cast) -> None:
    code = at_door(committed_cast)[0]
    issued(code)
    scan(committed_cast.tien, code, "deliver", proof=proof(value="9999"))
    empty_old_proofs(NOON + timedelta(days=20))
    assert (DeliveryCode.objects.count(), ProofTry.objects.count()) == (1, 1)
    empty_old_proofs(NOON + timedelta(days=40))
    assert (DeliveryCode.objects.count(), ProofTry.objects.count()) == (0, 0)
