"""Mandates of all 17 committees, signed one after the other as the province would see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from delegation.mandates import commands
from delegation.mandates.models import Mandate
from delegation.mandates.states import MandateState
from delegation.registry.models import Office, OfficeKind, Procedure
from postal_services import clock
from postal_services.accounts.actors import Actor, Role

from .days import Period, at
from .dice import dice
from .staff import Staff

_LAST = ("UB-629", "UB-638", "UB-639")
"""Mang Yang, Phú Thiện and Chư Pưh, which the notice of 9 July 2019 names as late."""
_RAMP = 0.7
"""Share of the period within which the last committee has signed."""
_SIGNED_BEFORE = timedelta(days=3)
_BASIS = (
    "Quyết định số 45/2016/QĐ-TTg ngày 19/10/2016 của Thủ tướng Chính phủ; Thông báo số 44/TB-UBND ngày 09/7/2019 "
    "của UBND tỉnh Gia Lai."
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A mandate that is to be signed; ``ends`` is its last day, where one is fixed."""

    committee: str
    post_office: str
    effective_from: date
    ends: date | None = None

    @property
    def number(self) -> str:
        """Number and sign of the document."""
        return f"{self.committee.removeprefix('UB-')}/VBCG-UBND (mô phỏng)"


def missing(period: Period, seed: int) -> list[Agreement]:
    """One agreement for every committee that has none, staggered over the period."""
    throws = dice(seed, "mandates")
    live = Mandate.objects.exclude(state__in=[MandateState.DRAFT, MandateState.WITHDRAWN])
    held = set(live.values_list("committee", flat=True))
    desks = Office.objects.filter(kind=OfficeKind.ONE_STOP).exclude(pk__in=held).order_by("code")
    codes = list(desks.values_list("code", flat=True))
    early = [code for code in codes if code not in _LAST]
    throws.shuffle(early)
    order = [*early, *(code for code in codes if code in _LAST)]
    return [
        Agreement(code, code.replace("UB-", "BC-"), _start(period, place, len(order)), ends=period.last)
        for place, code in enumerate(order)
    ]


def sign(agreement: Agreement, procedures: Sequence[str], staff: Staff) -> Mandate:
    """Draft, sign and put in force, by the officer of the committee, on days before it takes effect."""
    signed_on = agreement.effective_from - _SIGNED_BEFORE
    actor = staff.of(agreement.committee, Role.OFFICER, signed_on - _SIGNED_BEFORE)
    mandate = drafted(agreement, procedures, actor, at=at(signed_on - _SIGNED_BEFORE, 9))
    with clock.playing_at(at(signed_on, 10)):
        commands.sign_mandate(actor=actor, mandate=mandate.pk, signed_on=signed_on)
    with clock.playing_at(at(agreement.effective_from, 7)):
        return commands.put_in_force(actor=actor, mandate=mandate.pk)


def drafted(agreement: Agreement, procedures: Sequence[str], actor: Actor, *, at: datetime) -> Mandate:
    """The draft of an agreement, made at ``at``, or the mandate of its number that an interrupted run has left."""
    known = Mandate.objects.filter(committee=agreement.committee, number=agreement.number)
    found = known.exclude(state=MandateState.WITHDRAWN).first()
    if found is not None:
        return found
    with clock.playing_at(at):
        return commands.draft_mandate(
            actor=actor,
            drafting=commands.Drafting(
                number=agreement.number,
                committee=agreement.committee,
                post_office=agreement.post_office,
                effective_from=agreement.effective_from,
                effective_to=agreement.ends,
                procedures=tuple(procedures),
                legal_basis=_BASIS,
                note="Văn bản mô phỏng, không phải văn bản thật.",
            ),
            simulated=True,
        )


def procedures_on(day: date) -> list[str]:
    """What the post may carry on ``day``."""
    rows = Procedure.objects.filter(active=True, postal_from__lte=day).order_by("code")
    return list(rows.values_list("code", flat=True))


def _start(period: Period, place: int, count: int) -> date:
    """The first ones at once, the last one when most of the period has gone by."""
    days = period.days(period.first, period.last)
    return days[int(place / max(count, 1) * _RAMP * (len(days) - 1))]
