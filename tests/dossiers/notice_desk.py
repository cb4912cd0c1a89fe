"""Papers to the citizen as the tests write them."""

from datetime import date
from typing import Any

from delegation.dossiers import commands
from delegation.dossiers.lodging import Paper
from delegation.dossiers.models import Dossier, DossierNotice
from delegation.dossiers.notices import Reappointment, Refusal, Stop, SupplementRequest
from postal_services.accounts.actors import Actor

BIRTH = Paper("Giấy khai sinh của con Rơ Châm Y Bôn", "certified", 1)
PHOTO = Paper("Ảnh 4 × 6", "copy", 2)


def request(**changes: Any) -> SupplementRequest:
    """Two kinds of papers, fetched by the post."""
    fields: dict[str, Any] = {
        "reason": "Thiếu giấy khai sinh; ảnh đã nộp quá 6 tháng.",
        "papers": (BIRTH, PHOTO),
        "contact": "Nguyễn Thị Hạnh, máy lẻ 12",
        "fetch_by_post": True,
    }
    return SupplementRequest(**{**fields, **changes})


def ask(actor: Actor, dossier: Dossier, **changes: Any) -> DossierNotice:
    """Form 02."""
    return commands.ask_supplement(actor=actor, code=dossier.code, request=request(**changes))


def refuse(actor: Actor, dossier: Dossier, **changes: Any) -> DossierNotice:
    """Form 03."""
    refusal = Refusal(**{"reason": "Không thuộc thẩm quyền giải quyết.", **changes})
    return commands.refuse_dossier(actor=actor, code=dossier.code, refusal=refusal)


def reappoint(actor: Actor, dossier: Dossier, new_day: date, **changes: Any) -> DossierNotice:
    """Form 04."""
    fields = {"reason": "Chờ kết quả xác minh của cơ quan phối hợp.", "new_day": new_day}
    later = Reappointment(**{**fields, **changes})
    return commands.reappoint_dossier(actor=actor, code=dossier.code, reappointment=later)


def stop(actor: Actor, dossier: Dossier, **changes: Any) -> DossierNotice:
    """The notice of stopping."""
    ground = Stop(**{"reason": "Thửa đất đang có tranh chấp.", "basis": "Luật Đất đai", **changes})
    return commands.stop_dossier(actor=actor, code=dossier.code, stop=ground)
