"""A directive with three items and the people it asks, on the corner of Gia Lai that the cast lives in."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from delegation.registry.models import Office, Parameter, Unit
from postal_services.documents import attachments
from postal_services.documents.models import Attachment
from postal_services.ledger.models import Line, Stream
from tests.mandates.world import OLD
from tracking.rollout.models import Ask, Directive, Measure, Rule, Target
from tracking.rollout.steps import Aim

DIRECTIVE = "44-TB-UBND"
ISSUED = date(2019, 7, 9)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

CHU_SE = Aim(DIRECTIVE, "2", "633")
PLEIKU = Aim(DIRECTIVE, "2", "622")
IA_TIEM = Aim(DIRECTIVE, "3", "23947")
CHU_HDRONG = Aim(DIRECTIVE, "3", "23587")
TASK = Aim(DIRECTIVE, "7", "UB-64")


def noon(month: int, day: int, year: int = 2019) -> datetime:
    """Noon of a day in Gia Lai."""
    return datetime(year, month, day, 5, 0, tzinfo=UTC)


NOON = noon(8, 5)
ONE_DAY = timedelta(days=1)


def build() -> None:
    """Item 2 asks two committees, item 3 their communes, item 7 the province itself."""
    numbers = {
        "backdating_days": "7",
        "obstacle_answer_days": "5",
        "obstacle_reopen_days": "10",
        "obstacle_escalation_days": "2",
    }
    Parameter.objects.bulk_create(
        [Parameter(key=key, name=key, value=value, unit="ngày", valid_from=OLD) for key, value in numbers.items()],
        ignore_conflicts=True,
    )
    directive = Directive.objects.create(
        code=DIRECTIVE,
        number="44/TB-UBND",
        title="Kết luận hội nghị trực tuyến",
        issuer="UBND tỉnh Gia Lai",
        issued_on=ISSUED,
        loaded_at=NOON,
    )
    asks = {}
    for position, (number, measure) in enumerate(
        (("2", Measure.EVIDENCE), ("3", Measure.READINESS), ("7", Measure.TASK)), start=1
    ):
        asks[number] = Ask.objects.create(
            directive=directive,
            number=number,
            position=position,
            title=f"Mục {number}",
            summary="",
            owner_words="",
            deadline=date(2019, 12, 31),
            measure=measure,
        )
    _target(asks["2"], "633", office="UB-633")
    _target(asks["2"], "622", office="UB-622")
    for code in ("23947", "23587"):
        _target(asks["3"], code)
    _target(asks["3"], "29999", since=date(2020, 3, 1))
    Target.objects.create(ask=asks["7"], code="UB-64", office=Office.objects.get(code="UB-64"), valid_from=ISSUED)
    for position, kind in enumerate(("mandate_signed", "first_hand_over", "accepted_by_province"), start=1):
        Rule.objects.create(
            ask=asks["2"], kind=kind, position=position, parameters={}, basis="Kế hoạch", valid_from=ISSUED
        )


def _target(ask: Ask, code: str, *, office: str | None = None, since: date = ISSUED) -> Target:
    unit = Unit.objects.get(code=code)
    return Target.objects.create(ask=ask, code=code, unit=unit, office_id=office, valid_from=since)


def pdf(name: str = "vb.pdf", extra: bytes = b"") -> SimpleUploadedFile:
    """A small document as a browser sends it."""
    return SimpleUploadedFile(name, PDF.replace(b"trailer", b"%" + extra + b"\ntrailer"), "application/pdf")


def document(extra: bytes = b"") -> Attachment:
    """A document that was taken in."""
    return attachments.take(pdf(extra=extra))


def lines(aim: Aim, machine: str = "") -> list[Line]:
    """What the ledger says about a target, in order."""
    stream = Stream.objects.filter(kind="target", code=aim.stream).values("id")
    rows = Line.objects.filter(stream_id__in=stream).order_by("seq")
    return [line for line in rows if machine in ("", line.machine)]


def actions(aim: Aim, machine: str = "") -> Sequence[str]:
    """What was done about a target."""
    return [line.action for line in lines(aim, machine)]
