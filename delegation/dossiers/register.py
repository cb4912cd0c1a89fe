"""The register of a one-stop desk: every dossier it took in during a period, and what leaders look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils.functional import cached_property

from delegation.dossiers import forms, marks
from delegation.dossiers.models import Channel, Dossier, DossierNotice, DossierQuerySet, NoticeKind, NoticeQuerySet
from delegation.dossiers.refusals import RegisterTooLong
from delegation.dossiers.states import MACHINE, DossierState, Service
from delegation.registry.models import Office
from postal_services import clock
from postal_services.documents.papers.register import RegisterRow
from postal_services.errors import FieldProblem, Invalid
from postal_services.ledger.models import Line

ROWS_AT_MOST = 20_000
"""Dossiers that one register prints; a busier period is printed month by month."""
DAYS_AT_MOST = 366
_CHUNK = 500
_WAYS = {Service.SEND: "Tại bộ phận một cửa"}
_BY_POST = "Qua bưu chính công ích"


@dataclass(frozen=True)
class Period:
    """A desk and the days of its register, the last one included."""

    office: Office
    since: date
    until: date

    @cached_property
    def bounds(self) -> tuple[datetime, datetime]:
        """The first instant of the period and the first one after it."""
        return (
            datetime.combine(self.since, time.min, clock.VN),
            datetime.combine(self.until + timedelta(days=1), time.min, clock.VN),
        )

    def require_sound(self) -> None:
        """Raises Invalid for days in the wrong order or further apart than a year."""
        if self.until < self.since:
            vi, en = "Ngày cuối phải sau ngày đầu.", "The last day must not be before the first."
            raise Invalid({"until": [FieldProblem("wrong_order", vi, en)]})
        if (self.until - self.since).days >= DAYS_AT_MOST:
            vi, en = (
                "Sổ in nhiều nhất một năm. Chọn kỳ ngắn hơn.",
                "A register holds one year at most.",
            )
            raise Invalid({"until": [FieldProblem("too_long_period", vi, en)]})


@dataclass(frozen=True, slots=True)
class Sums:
    """What came of the dossiers of a period, and the papers given to citizens in it."""

    received: int
    simulated: int
    given_back: int
    late: int
    supplements: int
    extra_supplements: int
    apologies: int
    refusals: int
    stops: int


def received(period: Period) -> DossierQuerySet:
    """Dossiers the agency took in during the period, the earliest first.

    What is still at the post, or was declined before its clock ever ran, is in no register of the agency.
    """
    first, after = period.bounds
    rows = Dossier.objects.filter(committee=period.office, due_at__isnull=False)
    return rows.filter(received_at__gte=first, received_at__lt=after).order_by("received_at", "code")


def sums(period: Period, now: datetime) -> Sums:
    """The figures under the register; two statements, whatever the number of dossiers."""
    ended = [DossierState.GIVEN_BACK, DossierState.NOT_ACCEPTED, DossierState.WITHDRAWN]
    late = Q(finished_at__gt=F("due_at")) | Q(finished_at__isnull=True, due_at__lt=now, paused_at__isnull=True) & ~Q(
        state__in=ended
    )
    cases = received(period).aggregate(
        received=Count("pk"),
        simulated=Count("pk", filter=Q(channel=Channel.SIMULATION)),
        given_back=Count("pk", filter=Q(state=DossierState.GIVEN_BACK)),
        late=Count("pk", filter=late),
    )
    kinds = {kind: Count("pk", filter=Q(kind=kind)) for kind in NoticeKind.values}
    extra = Count("pk", filter=Q(kind=NoticeKind.SUPPLEMENT) & ~Q(again=""))
    papers = _notices(period).aggregate(**kinds, extra=extra)
    return Sums(
        **cases,
        supplements=papers[NoticeKind.SUPPLEMENT],
        extra_supplements=papers["extra"],
        apologies=papers[NoticeKind.APOLOGY],
        refusals=papers[NoticeKind.REFUSAL],
        stops=papers[NoticeKind.STOP],
    )


def beyond_the_rules(period: Period, most: int = 50) -> list[DossierNotice]:
    """Requests and appointments beyond what the rules foresee, the newest first; one statement."""
    rows = _notices(period).exclude(again="").select_related("dossier", "officer")
    return list(rows.order_by("-given_at", "-pk")[:most])


def require_printable(period: Period) -> None:
    """Raises Invalid or RegisterTooLong before anything is drawn; one statement."""
    period.require_sound()
    count = received(period).count()
    if count > ROWS_AT_MOST:
        raise RegisterTooLong(count=count, limit=ROWS_AT_MOST)


def rows(period: Period) -> Iterator[tuple[Dossier, RegisterRow]]:
    """Dossiers with their rows, read by the hundreds, so that memory does not grow with the period."""
    found = _joined(received(period))
    for dossier in found.iterator(chunk_size=_CHUNK):
        yield dossier, row_of(dossier)


def page(period: Period, start: int, length: int) -> list[tuple[Dossier, RegisterRow]]:
    """One screen of the register; two statements."""
    return [(dossier, row_of(dossier)) for dossier in _joined(received(period))[start : start + length]]


def row_of(dossier: Dossier) -> RegisterRow:
    """One dossier as the register shows it."""
    place = (dossier.applicant_address, dossier.unit.name)
    return RegisterRow(
        dossier=marks.code(dossier),
        procedure=dossier.procedure.name,
        applicant=dossier.applicant_name,
        contact="; ".join(filter(None, (", ".join(filter(None, place)), dossier.applicant_phone))),
        agency=dossier.committee.name,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        given_at=getattr(dossier, "given_at", None),
        way=_WAYS.get(Service(dossier.service), _BY_POST),
        note="; ".join(_note(notice) for notice in dossier.notices.all()),
    )


def _note(notice: DossierNotice) -> str:
    form = forms.kept(notice.kind, notice.form_set, clock.day_of(notice.given_at))
    word = f"{NoticeKind(notice.kind).label}: số " if not form.suffix else ""
    return f"{word}{form.numbered(notice.serial)}"


def _joined(found: DossierQuerySet) -> DossierQuerySet:
    lines = Line.objects.filter(stream_id=OuterRef("pk"), machine=MACHINE, action="give_back").order_by("-seq")
    joined = found.select_related("procedure", "committee", "unit").prefetch_related("notices")
    return joined.annotate(given_at=Subquery(lines.values("occurred_at")[:1]))


def _notices(period: Period) -> NoticeQuerySet:
    first, after = period.bounds
    return DossierNotice.objects.filter(agency=period.office, given_at__gte=first, given_at__lt=after)
