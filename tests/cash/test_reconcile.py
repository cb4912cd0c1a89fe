"""Three figures held side by side, differences in words, and one signature of each side."""

from datetime import date, timedelta

import pytest
import time_machine

from postal_services.errors import Invalid, NotAllowed, NotThere
from postal_services.ledger.models import Line
from tests.cash.test_take import at_once
from tests.cash.till import close, differences, dossiers, pay
from tests.cast import NOON, Cast
from tests.custody_web.conftest import signed_in
from tracking.cash.commands.correct import reverse_taking
from tracking.cash.commands.reconcile import (
    Figure,
    draft_reconciliation,
    reopen_reconciliation,
    sign_reconciliation,
    state_figure,
    tick_dossiers,
)
from tracking.cash.models import Reconciliation, Taking
from tracking.cash.projections import SHEETS
from tracking.cash.queries import reconciliations as reads
from tracking.cash.refusals import (
    AlreadySigned,
    DaysOpen,
    DifferenceNeedsWords,
    FiguresMissing,
    FiguresMoved,
    NothingToReconcile,
    NotSigned,
    SignedFigures,
)

DAY = date(2019, 8, 5)
FEE = 8_000


def draft(cast: Cast, count: int = 2, *, closed: bool = True) -> Reconciliation:
    """A sheet over some fees that Lan took."""
    taken = [pay(cast.lan, dossier) for dossier in dossiers(cast, count)]
    if closed:
        close(cast.lan, sum(each.total for each in taken))
    return draft_reconciliation(actor=cast.hanh, post_office="BC-633", committee="UB-633", on=DAY)


def figures(cast: Cast, sheet: Reconciliation, **sums: int) -> Reconciliation:
    """Sums by side; the post states its own."""
    for side, amount in sums.items():
        actor = cast.may if side == "remitted" else cast.hanh
        document = "" if side == "committee" else "NT-0042"
        sheet = state_figure(actor=actor, code=sheet.code, figure=Figure(side=side, amount=amount, document=document))
    return sheet


def sign(cast: Cast, sheet: Reconciliation, *who: str, words: str = "") -> Reconciliation:
    for name in who:
        sheet = sign_reconciliation(actor=getattr(cast, name), code=sheet.code, words=words)
    return sheet


def test_equal_figures_signed_by_both_are_settled(cast: Cast) -> None:
    sheet = draft(cast)
    figures(cast, sheet, remitted=2 * FEE, committee=2 * FEE, treasury=2 * FEE)
    assert sign(cast, sheet, "hanh").state == "agency_signed"
    settled = sign(cast, sheet, "lan")
    assert (settled.state, settled.post) == ("settled", 2 * FEE)
    machine = Line.objects.filter(machine="reconciliation").order_by("seq")
    assert [line.action for line in machine] == ["draft", *["state_figure"] * 3, "sign", "sign"]
    assert [(line.office, line.counterpart) for line in machine][-1] == ("BC-633", "UB-633")
    assert differences() == []


def test_a_difference_is_listed_down_to_dossiers_and_needs_words(cast: Cast) -> None:
    sheet = draft(cast, 3)
    missing = Taking.objects.order_by("number")[1]
    had = [each.number for each in Taking.objects.exclude(pk=missing.pk)]
    tick_dossiers(actor=cast.hanh, code=sheet.code, numbers=had)
    figures(cast, sheet, remitted=3 * FEE, treasury=2 * FEE)
    row = Reconciliation.objects.get()
    assert row.committee_sum == 2 * FEE
    assert [line.taking.dossier.code for line in reads.lines(row) if not line.ticked] == [missing.dossier.code]
    with pytest.raises(DifferenceNeedsWords):
        sign(cast, sheet, "hanh")
    sign(cast, sheet, "hanh", words=f"Thiếu lệ phí hồ sơ {missing.dossier.code}")
    signed = sign(cast, sheet, "may")
    assert signed.state == "differing"
    last = Line.objects.filter(machine="reconciliation").latest("seq")
    assert (list(last.flags), last.data["post"], last.data["committee"]) == (["difference"], 3 * FEE, 2 * FEE)
    assert differences() == []


def test_an_unknown_treasury_figure_is_a_difference(cast: Cast) -> None:
    sheet = draft(cast)
    figures(cast, sheet, remitted=2 * FEE, committee=2 * FEE)
    with pytest.raises(DifferenceNeedsWords):
        sign(cast, sheet, "may")
    sign(cast, sheet, "may", words="Kho bạc chưa báo có")
    assert sign(cast, sheet, "hanh").state == "differing"


def test_one_side_signs_once(cast: Cast) -> None:
    sheet = draft(cast)
    figures(cast, sheet, remitted=2 * FEE, committee=2 * FEE, treasury=2 * FEE)
    sign(cast, sheet, "lan")
    for somebody in ("lan", "may"):
        with pytest.raises(AlreadySigned):
            sign(cast, sheet, somebody)
    sign(cast, sheet, "hanh")
    for somebody in ("hanh", "may"):
        with pytest.raises(AlreadySigned):
            sign(cast, sheet, somebody)


def test_signed_figures_change_only_after_the_sheet_is_opened_again(cast: Cast) -> None:
    sheet = draft(cast)
    with pytest.raises(NotSigned):
        reopen_reconciliation(actor=cast.hanh, code=sheet.code, words="Nhầm")
    figures(cast, sheet, remitted=2 * FEE, committee=FEE, treasury=2 * FEE)
    sign(cast, sheet, "hanh", "may", words="Thiếu một hồ sơ")
    with pytest.raises(SignedFigures):
        figures(cast, sheet, committee=2 * FEE)
    with pytest.raises(SignedFigures):
        tick_dossiers(actor=cast.hanh, code=sheet.code, numbers=[])
    with pytest.raises(Invalid):
        reopen_reconciliation(actor=cast.hanh, code=sheet.code, words=" ")
    reopened = reopen_reconciliation(actor=cast.hanh, code=sheet.code, words="Đã tìm thấy biên lai")
    assert (reopened.state, reopened.post_signed_at, reopened.post) == ("drafted", None, None)
    figures(cast, sheet, committee=2 * FEE)
    assert sign(cast, sheet, "hanh", "may").state == "settled"
    assert reopened.figures.count() == 4
    assert differences() == []


def test_nobody_signs_while_cash_of_the_day_is_not_counted(cast: Cast) -> None:
    sheet = draft(cast, closed=False)
    with pytest.raises(FiguresMissing):
        sign(cast, sheet, "may")
    figures(cast, sheet, remitted=2 * FEE, committee=2 * FEE, treasury=2 * FEE)
    with pytest.raises(DaysOpen) as refused:
        sign(cast, sheet, "may")
    assert "QN-BC-633-190805-01" in refused.value.detail()


def test_money_booked_after_the_first_signature_stops_the_second(cast: Cast) -> None:
    sheet = draft(cast)
    figures(cast, sheet, remitted=2 * FEE, committee=2 * FEE, treasury=2 * FEE)
    sign(cast, sheet, "hanh")
    late = pay(cast.tien, dossiers(cast)[0])
    close(cast.tien, late.total)
    with pytest.raises(FiguresMoved):
        sign(cast, sheet, "may")
    assert reads.sheet(Reconciliation.objects.get()).moved


def test_money_booked_after_both_signed_is_told_on_page_list_and_paper(cast: Cast) -> None:
    sheet = draft(cast)
    figures(cast, sheet, remitted=2 * FEE, committee=2 * FEE, treasury=2 * FEE)
    assert sign(cast, sheet, "hanh", "may").state == "settled"
    client = signed_in(cast.may)
    pages = (f"/tien/doi-soat/{sheet.code}", "/tien/doi-soat")
    said = "ã có thay đổi sau khi ký"
    assert not any(said in client.get(page).content.decode() for page in pages)
    pay(cast.tien, dossiers(cast)[0])
    for page in pages:
        shown = client.get(page).content.decode()
        assert said in shown
        assert "lệch 8.000" in shown
    assert [row.pk for row in reads.moved_since(DAY)] == [sheet.pk]
    assert reopen_reconciliation(actor=cast.hanh, code=sheet.code, words="Thu thêm sau khi ký").state == "drafted"
    assert not reads.moved_since(DAY).exists()


def test_why_a_sheet_was_opened_again_explains_no_difference(cast: Cast) -> None:
    sheet = draft(cast)
    figures(cast, sheet, remitted=2 * FEE, committee=FEE, treasury=2 * FEE)
    sign(cast, sheet, "hanh", "may", words="Thiếu một hồ sơ")
    reopened = reopen_reconciliation(actor=cast.hanh, code=sheet.code, words="Ký nhầm ngày")
    assert (reopened.reopen_words, reopened.agency_words, reopened.post_words) == ("Ký nhầm ngày", "", "")
    assert "Ký nhầm ngày" in signed_in(cast.may).get(f"/tien/doi-soat/{sheet.code}").content.decode()
    with pytest.raises(DifferenceNeedsWords):
        sign(cast, sheet, "may")
    assert sign(cast, sheet, "may", words="Vẫn thiếu một hồ sơ").state == "post_signed"


def test_a_day_on_which_more_went_back_than_came_in_agrees_below_zero(cast: Cast) -> None:
    taken = pay(cast.lan, dossiers(cast)[0])
    close(cast.lan, taken.total)
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        back = reverse_taking(actor=cast.may, number=taken.number, reason="not_paid")
        close(cast.may, -taken.total)
        nextday = DAY + timedelta(days=1)
        sheet = draft_reconciliation(actor=cast.hanh, post_office="BC-633", committee="UB-633", on=nextday)
        figures(cast, sheet, remitted=-FEE, treasury=-FEE)
        ticked = tick_dossiers(actor=cast.hanh, code=sheet.code, numbers=[back.number])
        assert ticked.committee_sum == -FEE
        client = signed_in(cast.hanh)
        sent = {"side": "treasury", "amount": "-8.000", "document": "KB-1"}
        answer = client.post(f"/tien/doi-soat/{sheet.code}/so-lieu", sent)
        assert answer.status_code == 302
        assert sign(cast, sheet, "hanh", "may").state == "settled"
    assert differences() == []


def test_each_side_states_its_own_figures(cast: Cast) -> None:
    sheet = draft(cast)
    for actor, side in ((cast.may, "committee"), (cast.may, "treasury"), (cast.hanh, "remitted")):
        with pytest.raises(NotAllowed):
            state_figure(actor=actor, code=sheet.code, figure=Figure(side=side, amount=1, document="A1"))
    with pytest.raises(NotAllowed):
        tick_dossiers(actor=cast.may, code=sheet.code, numbers=[])
    for changes in (Figure(side="treasury", amount=1), Figure(side="committee", amount=-1), Figure(side="x", amount=1)):
        with pytest.raises(Invalid):
            state_figure(actor=cast.hanh, code=sheet.code, figure=changes)
    with pytest.raises(Invalid):
        tick_dossiers(actor=cast.hanh, code=sheet.code, numbers=["BN-BC-633-190805-9999"])


def test_others_see_no_sheet_and_watchers_sign_none(cast: Cast) -> None:
    sheet = draft(cast)
    for somebody in ("minh", "thuy", "nga", "bao"):
        with pytest.raises(NotThere):
            sign(cast, sheet, somebody)
    for somebody in ("tinh", "tien"):
        with pytest.raises(NotAllowed):
            sign(cast, sheet, somebody)
    with pytest.raises(NotThere):
        draft_reconciliation(actor=cast.minh, post_office="BC-633", committee="UB-633", on=DAY)
    with pytest.raises(NotThere):
        draft_reconciliation(actor=cast.hanh, post_office="UB-633", committee="BC-633", on=DAY)


def test_a_day_without_fees_has_no_sheet(cast: Cast) -> None:
    with pytest.raises(NothingToReconcile):
        draft_reconciliation(actor=cast.may, post_office="BC-633", committee="UB-633", on=DAY)
    pay(cast.hanh, dossiers(cast)[0])
    with pytest.raises(NothingToReconcile):
        draft_reconciliation(actor=cast.may, post_office="BC-633", committee="UB-633", on=DAY)


def test_both_sides_drawing_up_the_sheet_at_once_find_the_same_one(committed_cast: Cast) -> None:
    pay(committed_cast.lan, dossiers(committed_cast)[0])

    def act(name: str) -> str:
        actor = getattr(committed_cast, name)
        return draft_reconciliation(actor=actor, post_office="BC-633", committee="UB-633", on=DAY).code

    codes = at_once([lambda name=name: act(name) for name in ("hanh", "may", "lan", "hanh")])
    assert codes == ["DS-BC-633-UB-633-190805"] * 4
    assert Reconciliation.objects.count() == 1


def test_the_check_finds_and_mends_a_sheet_that_was_tampered_with(cast: Cast) -> None:
    sheet = draft(cast)
    figures(cast, sheet, committee=FEE)
    Reconciliation.objects.update(committee_sum=2 * FEE, agency_signed_at=NOON)
    assert len(differences()) == 1
    assert SHEETS.repair() == 1
    assert differences() == []


def test_the_check_finds_every_dong_that_is_not_in_the_ledger(cast: Cast) -> None:
    taking = pay(cast.lan, dossiers(cast)[0])
    Taking.objects.filter(pk=taking.pk).update(postal=taking.postal + 1)
    assert [text.split()[0] for text in differences()] == ["cash.taking", "cash.cashday.sums"]
