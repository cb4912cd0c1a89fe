"""Lists, receipts and labels as they leave the printer, read back by eye and by scanner."""

from io import BytesIO

from django.db import connection
from django.test.utils import CaptureQueriesContext

from postal_services.documents import s10, signed
from postal_services.documents.tokens import find_token
from postal_services.ledger import checkpoints
from tests.cast import Cast, at_post, item, lodge, scan
from tests.documents.papers import codes_in, text_of
from tests.integrations.conftest import wait_for_the_horizon
from tracking.custody import papers
from tracking.custody.commands import hand_over
from tracking.custody.commands.hand_over import CounterSignature
from tracking.custody.models import HandOver, Item, Receipt
from tracking.custody.states import Verdict


def _settled(cast: Cast, extra: list[str]) -> tuple[list[str], HandOver]:
    codes = lodge(cast, 3)
    listed = hand_over.draft_hand_over(actor=cast.hanh, giver="UB-633", receiver="BC-633", items=codes)
    hand_over.propose_hand_over(actor=cast.hanh, code=listed.code)
    found = {codes[0]: Verdict.RECEIVED, codes[1]: Verdict.DAMAGED}
    hand_over.countersign_hand_over(actor=cast.lan, code=listed.code, signature=CounterSignature(found, extra=extra))
    return codes, HandOver.objects.select_related("giver", "receiver", "proposed_by").get(pk=listed.pk)


def test_both_receipts_name_what_differs_and_their_codes_prove_it(cast: Cast) -> None:
    stray = lodge(cast)[0]
    _, done = _settled(cast, [stray, "phong bì không mã"])
    for receipt in Receipt.objects.filter(hand_over=done).select_related("hand_over__giver", "hand_over__receiver"):
        out = BytesIO()
        papers.receipt_pdf(receipt, out)
        text = " ".join(text_of(out.getvalue()).split())
        for words in (s10.printed(stray), "phong bì không mã", "THỪA", "THIẾU", "HƯ HỎNG", done.code):
            assert words in text
        read = codes_in(out.getvalue())
        proof = next(checked for each in read if isinstance(checked := signed.verify(each), signed.Verified))
        assert (proof.facts.receipt_id, proof.facts.counts.extra, proof.facts.counts.missing) == (receipt.id, 2, 1)
        assert done.token in {find_token(each) for each in read}


def test_the_list_carries_the_root_of_the_ledger_at_the_moment_it_was_proposed(committed_cast: Cast) -> None:
    lodge(committed_cast, 2)
    wait_for_the_horizon()
    sealed = checkpoints.seal()
    assert sealed is not None
    codes, done = _settled(committed_cast, [])
    out = BytesIO()
    papers.list_pdf(done, out)
    assert done.root == bytes(sealed.root).hex()[:16]
    assert done.root in text_of(out.getvalue())
    read = codes_in(out.getvalue())
    assert done.code in read
    assert set(codes) <= set(read) | {s10.parse(each) for each in read if s10.is_code(each)}


def test_a_label_reads_back_as_its_item_and_its_case(cast: Cast) -> None:
    code = lodge(cast)[0]
    row = Item.objects.select_related(
        "dossier__committee", "dossier__post_office", "dossier__unit__parent", "destination"
    ).get(code=code)
    out = BytesIO()
    papers.labels_pdf([row], out)
    read = codes_in(out.getvalue())
    assert code in read
    assert row.dossier.token in {find_token(each) for each in read}


def printed_label(code: str) -> str:
    """What stands on the label of an item, in one line."""
    row = Item.objects.select_related(
        "dossier__committee", "dossier__post_office", "dossier__unit__parent", "destination"
    ).get(code=code)
    out = BytesIO()
    papers.labels_pdf([row], out)
    return " ".join(text_of(out.getvalue()).split())


def test_a_label_never_shows_the_old_address_of_what_was_sent_on(cast: Cast) -> None:
    code = at_post(cast)[0]
    home = item(code).dossier.applicant_address
    assert home in printed_label(code)
    for act, to in (("dispatch", "BC-633"), ("arrive", ""), ("forward", "BC-622")):
        scan(cast.lan, code, act, to=to)
    sent = printed_label(code)
    assert home not in sent
    assert "ĐÃ CHUYỂN TIẾP – xem bản kê đi phát" in sent
    assert item(code).destination.name in sent
    scan(cast.lan, code, "dispatch", to="BC-622")
    assert home not in printed_label(code), "on its way there it is still meant for the new address"


def test_a_forward_that_was_a_slip_leaves_the_label_as_it_was(cast: Cast) -> None:
    code = at_post(cast)[0]
    for act, to in (("dispatch", "BC-633"), ("arrive", ""), ("forward", "BC-622"), ("correct", "")):
        scan(cast.lan, code, act, to=to)
    assert item(code).dossier.applicant_address in printed_label(code)


def test_the_label_of_what_goes_home_bears_its_agency(cast: Cast) -> None:
    code = at_post(cast)[0]
    scan(cast.lan, code, "send_back")
    dossier = item(code).dossier
    sent = printed_label(code)
    assert "CHUYỂN HOÀN VỀ CƠ QUAN GỬI" in sent
    assert dossier.committee.name in sent
    assert dossier.applicant_address not in sent
    assert dossier.applicant_name not in sent


def test_labels_of_many_items_take_two_queries_more_at_most(cast: Cast) -> None:
    codes = at_post(cast, 12)
    for act, to in (("dispatch", "BC-633"), ("arrive", ""), ("forward", "BC-622")):
        for code in codes[:3]:
            scan(cast.lan, code, act, to=to)
    rows = list(
        Item.objects.select_related(
            "dossier__committee", "dossier__post_office", "dossier__unit__parent", "destination"
        ).filter(code__in=codes)
    )
    with CaptureQueriesContext(connection) as asked:
        papers.labels_pdf(rows, BytesIO(), sheets=True)
    assert len(asked) == 2
