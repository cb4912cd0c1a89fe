"""Money as random people take it, give it back, count it and reconcile it."""

from datetime import timedelta
from typing import Any

from postal_services.clock import day_of
from tests.properties.dice import act, flip, number, one_of
from tests.properties.district import CHANCE, DISTRICTS, NUMBER, WHO, Stage
from tracking.cash.amounts import Amounts
from tracking.cash.commands import correct, days, reconcile
from tracking.cash.commands.correct import NewCharges, Refund
from tracking.cash.commands.days import Count
from tracking.cash.commands.reconcile import Figure
from tracking.cash.commands.take import Payment, take_money
from tracking.cash.models import CashDay, Reconciliation, Taking
from tracking.cash.queries import accounts, outstanding
from tracking.cash.queries.days import sums_of
from tracking.cash.queries.reconciliations import fees, post_sum
from tracking.cash.reasons import ReverseReason
from tracking.cash.states import DayState

SUMS = one_of(["owed"] * 4 + ["half", "half_told", "double_told", "below_zero", "only_fee"])


class MoneyActs(Stage):
    """What happens at the till."""

    @act(5, who=WHO, district=DISTRICTS, number=NUMBER, sum_=SUMS, method=CHANCE)
    def take(self, who: str, district: str, number: int, sum_: str, method: int) -> None:
        dossier = self.pick([each for each in self.dossiers() if each.committee_id == f"UB-{district}"], number)
        if dossier is None:
            return
        owed = outstanding([dossier.pk])[dossier.pk]
        half = Amounts(owed.state_fee // 2, owed.postal // 2, 0)
        amounts, reason = {
            "owed": (owed, ""),
            "half": (half, ""),
            "half_told": (half, "short_paid"),
            "double_told": (owed + owed + Amounts(postal=500), "over_paid"),
            "below_zero": (Amounts(-1, 0, 0), "short_paid"),
            "only_fee": (Amounts(owed.state_fee), "paid_elsewhere"),
        }[sum_]
        people = (self.cast.clerk(district), self.carrier(f"BC-{district}"), self.cast.officer(district))
        self.attempt(
            "take_money",
            take_money,
            actor=self.right(who, people[method % 3]),
            dossier=dossier.code,
            payment=Payment(
                amounts=amounts,
                total=amounts.total if method % 10 else amounts.total + 1,
                method="cash" if method % 3 else "transfer",
                reason=reason,
                words="Con gái bà Rơ Châm H'Nhung nộp",
                next_day=method > 60,
            ),
            now=self.now,
        )

    @act(3, "taking:take", who=WHO, number=NUMBER, reason=one_of([*ReverseReason.values, "because"]))
    def reverse(self, who: str, number: int, reason: str) -> None:
        taking = self.pick(list(Taking.objects.select_related("by").order_by("number")), number)
        if taking is None:
            return
        by = taking.by.username if number % 2 else ("may" if taking.office_id == "BC-633" else taking.by.username)
        self.attempt(
            "reverse_taking",
            correct.reverse_taking,
            actor=self.right(who, self.who(by)),
            number=taking.number,
            reason=reason,
            now=self.now,
        )

    @act(
        2,
        "taking:take",
        who=WHO,
        number=NUMBER,
        part=one_of([1, 1, 2, -1]),
        office=one_of(["may", "hanh", "lan"]),
    )
    def refund(self, who: str, number: int, part: int, office: str) -> None:
        all_ = accounts(each.pk for each in self.dossiers())
        paid = [each for each in self.dossiers() if all_[each.pk].overpaid] if number < 26 else self.dossiers()
        dossier = self.pick(paid or self.dossiers(), number)
        if dossier is None:
            return
        over = all_[dossier.pk].overpaid
        amounts = Amounts(*(each // part if part > 0 else each + 1 for each in over.columns))
        self.attempt(
            "refund_money",
            correct.refund_money,
            actor=self.right(who, self.who(office)),
            dossier=dossier.code,
            refund=Refund(amounts=amounts, reason="paid_too_much"),
            now=self.now,
        )

    @act(2, who=WHO, number=NUMBER, to=one_of([0, 0, 5_000, 8_000, 26_000]), column=number(0, 2))
    def correct_what_is_owed(self, who: str, number: int, to: int, column: int) -> None:
        dossier = self.pick(self.dossiers(), number)
        if dossier is None:
            return
        columns = list(accounts([dossier.pk])[dossier.pk].charges.columns)
        columns[column] = to
        right = self.cast.officer(dossier.committee_id[-3:]) if column == 0 or number % 2 else self.cast.may
        new = NewCharges(charges=Amounts(*columns), reason="wrong_fee", words="Bà Rơ Châm H'Nhung là hộ nghèo")
        actor = self.right(who, right)
        self.attempt(
            "correct_charges", correct.correct_charges, actor=actor, dossier=dossier.code, new=new, now=self.now
        )

    @act(3, "day:open", who=WHO, number=NUMBER, off=one_of([0, 0, 0, 0, -2_000, 500]), told=flip)
    def close_a_day(self, who: str, number: int, off: int, told: bool) -> None:
        rows = CashDay.objects.select_related("person").order_by("code")
        wanted = list(rows.filter(state=DayState.OPEN)) if number < 26 else []
        day = self.pick(wanted or list(rows), number)
        if day is None:
            return
        counted = sums_of(day.pk).cash + off
        actor = self.right(who, self.who(day.person.username))
        count = Count(counted=counted, reason="unknown" if told else "", words="Chị Siu H'Bia đếm hai lần")
        if self.attempt("close_day", days.close_day, actor=actor, code=day.code, count=count, now=self.now):
            type(self).done["close_day_with_variance"] += off != 0

    @act(3, "day:closed", who=WHO, number=NUMBER, off=one_of([0, 0, 0, -1_000]), told=flip)
    def hand_a_day_in(self, who: str, number: int, off: int, told: bool) -> None:
        day = self.pick(list(CashDay.objects.filter(state=DayState.CLOSED).order_by("code")), number)
        if day is None:
            return
        right = self.cast.may if day.office_id == "BC-633" else self.cast.officer(day.office_id[-3:])
        counted = (day.counted or 0) + off
        count = Count(counted=counted, reason="not_handed" if told else "")
        actor = self.right(who, right)
        self.attempt("accept_day", days.accept_day, actor=actor, code=day.code, count=count, now=self.now)

    @act(2, "taking:take", who=WHO, district=DISTRICTS, back=number(0, 3), side=flip)
    def draw_up_a_reconciliation(self, who: str, district: str, back: int, side: bool) -> None:
        actor = self.cast.clerk(district) if side else self.cast.officer(district)
        last = Taking.objects.filter(post_office=f"BC-{district}").order_by("-on").values_list("on", flat=True).first()
        self.attempt(
            "draft_reconciliation",
            reconcile.draft_reconciliation,
            actor=self.right(who, actor),
            post_office=f"BC-{district}",
            committee=f"UB-{district}",
            on=last if last and back < 3 else day_of(self.now) - timedelta(days=back),
            now=self.now,
        )

    @act(
        4,
        "sheet:drafted",
        "sheet:post_signed",
        "sheet:agency_signed",
        "sheet:settled",
        "sheet:differing",
        who=WHO,
        number=NUMBER,
        act=one_of(["figure", "figure", "tick", "sign", "sign", "sign", "reopen"]),
        off=CHANCE,
    )
    def work_on_a_reconciliation(self, who: str, number: int, act: str, off: int) -> None:
        sheet = self.pick(list(Reconciliation.objects.order_by("code")), number)
        assert sheet is not None
        district = sheet.committee_id[-3:]
        post = number % 2 == 0
        actor = self.right(who, self.cast.clerk(district) if post else self.cast.officer(district))
        facts: dict[str, Any] = {"actor": actor, "code": sheet.code, "now": self.now}
        key = (sheet.post_office_id, sheet.committee_id, sheet.on)
        if act == "figure":
            amount = post_sum(*key) - (1_000 if off < 20 else 0)
            side = "remitted" if post else ("treasury" if off % 2 else "committee")
            figure = Figure(side=side, amount=amount, document="UNC 12/2019")
            self.attempt("state_figure", reconcile.state_figure, figure=figure, **facts)
        elif act == "tick":
            numbers = [each.number for each in fees(*key)][: 9 if off > 20 else 1]
            self.attempt("tick", reconcile.tick_dossiers, numbers=numbers, **facts)
        elif act == "sign":
            words = "Thiếu phí của bà Rơ Châm H'Nhung" if off % 2 else ""
            self.attempt("sign", reconcile.sign_reconciliation, words=words, **facts)
        else:
            words = "Bà Rơ Châm H'Nhung đã nộp" if off % 4 else ""
            self.attempt("reopen", reconcile.reopen_reconciliation, words=words, **facts)

    @act(2, "taking:take", district=DISTRICTS, off=one_of([0, 0, 1_000]))
    def an_evening_at_the_till(self, district: str, off: int) -> None:
        """Every till is counted, the sheet of the day is filled in and signed by both sides."""
        for day in CashDay.objects.filter(state=DayState.OPEN, on__lte=day_of(self.now)).select_related("person"):
            count = Count(counted=sums_of(day.pk).cash)
            actor = self.who(day.person.username)
            self.attempt("close_day", days.close_day, actor=actor, code=day.code, count=count, now=self.now)
        post, committee, on = f"BC-{district}", f"UB-{district}", day_of(self.now)
        lan, hanh = self.cast.clerk(district), self.cast.officer(district)
        sheet = self.attempt(
            "draft_reconciliation",
            reconcile.draft_reconciliation,
            actor=lan,
            post_office=post,
            committee=committee,
            on=on,
            now=self.now,
        )
        if sheet is None:
            return
        sum_ = post_sum(post, committee, on)
        for actor, side in ((lan, "remitted"), (hanh, "committee"), (hanh, "treasury")):
            figure = Figure(side=side, amount=max(sum_ - (off if side == "treasury" else 0), 0), document="GNT 7/2019")
            self.attempt(
                "state_figure", reconcile.state_figure, actor=actor, code=sheet.code, figure=figure, now=self.now
            )
        for actor in (lan, hanh):
            signed = self.attempt(
                "sign", reconcile.sign_reconciliation, actor=actor, code=sheet.code, words="Chưa khớp", now=self.now
            )
            if signed is not None:
                type(self).done[f"sheet_{signed.state}"] += 1
