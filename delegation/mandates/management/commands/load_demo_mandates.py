"""The two mandates of the demonstration."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from delegation.mandates import commands
from delegation.mandates.models import Mandate
from delegation.mandates.states import MandateState
from delegation.registry.models import Office, Procedure
from postal_services.accounts.actors import Actor, Appointment, Role

SINCE = date(2019, 8, 1)
SIGNED_ON = date(2019, 7, 30)
DEMO = (("UB-633", "BC-633", "01/VBCG-UBND (số mẫu)"), ("UB-622", "BC-622", "02/VBCG-UBND (số mẫu)"))
LEGAL_BASIS = (
    "Quyết định số 45/2016/QĐ-TTg ngày 19/10/2016 của Thủ tướng Chính phủ về việc tiếp nhận hồ sơ, trả kết quả giải "
    "quyết thủ tục hành chính qua dịch vụ bưu chính công ích; Quyết định số 41/2011/QĐ-TTg ngày 03/8/2011 của Thủ "
    "tướng Chính phủ; Thông báo số 44/TB-UBND ngày 09/7/2019 của UBND tỉnh Gia Lai."
)


class Command(BaseCommand):
    """Chư Sê and Pleiku hand over every procedure that the post may carry, since 1 August 2019."""

    help = "Puts the two demonstration mandates in force; running it again changes nothing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Draft, sign and put in force what is not there yet; a half-done run is carried on where it stopped."""
        procedures = tuple(
            Procedure.objects.filter(postal_from__lte=SINCE, active=True)
            .order_by("code")
            .values_list("code", flat=True)
        )
        for committee, post_office, number in DEMO:
            mandate = self._carry_on(committee, post_office, number, procedures)
            self.stdout.write(f"{mandate.number}: {committee} → {post_office}, {mandate.get_state_display()}")

    def _carry_on(self, committee: str, post_office: str, number: str, procedures: tuple[str, ...]) -> Mandate:
        office = Office.objects.select_related("unit").get(pk=committee)
        signer = Appointment(office=office.code, office_kind=office.kind, unit=office.unit.code, role=Role.OFFICER)
        actor = Actor(user_id=None, username="demonstration", appointments=(signer,))
        mandate = Mandate.objects.filter(committee=committee, number=number).exclude(
            state=MandateState.WITHDRAWN
        ).first() or commands.draft_mandate(
            actor=actor,
            drafting=commands.Drafting(
                number=number,
                committee=committee,
                post_office=post_office,
                effective_from=SINCE,
                procedures=procedures,
                legal_basis=LEGAL_BASIS,
                note="Văn bản mẫu để chạy thử; số hiệu không phải của văn bản thật.",
            ),
        )
        if mandate.state == MandateState.DRAFT:
            mandate = commands.sign_mandate(actor=actor, mandate=mandate.pk, signed_on=SIGNED_ON)
        if mandate.state == MandateState.SIGNED:
            mandate = commands.put_in_force(actor=actor, mandate=mandate.pk)
        return mandate
