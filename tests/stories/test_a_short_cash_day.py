"""A postman comes home with less than he took: counted, explained, seen, made up and reconciled; nothing is erased."""

from dataclasses import replace

import pytest

from postal_services.accounts.actors import Actor
from postal_services.clock import day_of, now
from tests.cast import Cast
from tests.rounds.desk import deliver, home, out
from tests.stories.telling import incidents, told
from tracking.cash.commands.days import Count, accept_day, close_day
from tracking.cash.commands.reconcile import Figure, draft_reconciliation, sign_reconciliation, state_figure
from tracking.cash.models import CashDay, Taking
from tracking.cash.refusals import DaysOpen, OwnMoney, VarianceUnexplained
from tracking.incidents.commands import handle

SHORT = 2_000


def test_a_short_cash_day_is_explained_seen_and_reconciled(committed_cast: Cast) -> None:
    with told(committed_cast) as story:
        round_, codes = out(committed_cast, 3)
        for code in codes:
            deliver(committed_cast, round_, code)
        taken = sum(row.total for row in Taking.objects.all())
        fees = sum(row.state_fee for row in Taking.objects.all())
        home(committed_cast, round_, cash=taken)
        day = CashDay.objects.get(person=committed_cast.tien.user_id)
        assert (day.state, day.office_id) == ("open", "BC-633")

        sheet = draft_reconciliation(
            actor=committed_cast.lan, post_office="BC-633", committee="UB-633", on=day_of(now())
        )
        for actor, side, amount in (
            (committed_cast.lan, "remitted", fees - SHORT),
            (committed_cast.hanh, "committee", fees - SHORT),
            (committed_cast.hanh, "treasury", fees - SHORT),
        ):
            state_figure(actor=actor, code=sheet.code, figure=Figure(side=side, amount=amount, document="GNT 12/2019"))
        with pytest.raises(DaysOpen):
            sign_reconciliation(actor=committed_cast.lan, code=sheet.code, words="Chưa chốt")

        with pytest.raises(VarianceUnexplained):
            close_day(actor=committed_cast.tien, code=day.code, count=Count(counted=taken - SHORT))
        count = Count(counted=taken - SHORT, reason="change_given", words="Trả nhầm tiền thối cho chị H'Lan")
        closed = close_day(actor=committed_cast.tien, code=day.code, count=count)
        assert (closed.variance, closed.cash, closed.count) == (-SHORT, taken, len(codes))
        with pytest.raises(OwnMoney):
            accept_day(actor=tien_in_charge(committed_cast), code=day.code, count=Count(counted=taken - SHORT))
        accept_day(actor=committed_cast.may, code=day.code, count=Count(counted=taken - SHORT))

        for actor in (committed_cast.lan, committed_cast.hanh):
            signed = sign_reconciliation(actor=actor, code=sheet.code, words="Thiếu 2.000 đồng, bưu tá bù ngày mai")
        assert (signed.state, signed.post, signed.remitted) == ("differing", fees, fees - SHORT)

        kinds = sorted(each.kind for each in incidents())
        assert kinds == ["cash_difference", "reconciliation_difference"]
        story.next_morning()
        for each in incidents():
            actor = committed_cast.may if each.office_id == "BC-633" else committed_cast.hanh
            handle.resolve_incident(actor=actor, code=each.code, resolution="made_up")
        assert incidents() == []
        assert sum(row.total for row in Taking.objects.all()) == taken


def tien_in_charge(cast: Cast) -> Actor:
    """Whoever took the money does not take it over from himself, whatever posts he holds."""
    return replace(cast.may, user_id=cast.tien.user_id, username="tien")
