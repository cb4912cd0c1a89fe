"""The reference data of Gia Lai: what the files under ``data/`` say, put into the tables in order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from delegation.registry import reference_files as files
from delegation.registry.loading import Change, Row, bring
from delegation.registry.models import (
    AgencyCode,
    CalendarDay,
    Closure,
    Exemption,
    Office,
    OfficeHours,
    Parameter,
    Procedure,
    ProcedurePaper,
    ProvinceZone,
    TariffRate,
    TariffZone,
    Unit,
    UnitSuccession,
)
from postal_services import clock

LOCK = 0x6C6F6164
"""Advisory lock of PostgreSQL: two loads at once wait for one another."""


@dataclass(frozen=True, slots=True)
class Units:
    """Identifiers of units by code and first day."""

    ids: dict[tuple[str, date], UUID]
    spans: dict[str, list[tuple[date, date | None]]]

    def on(self, code: str, day: date) -> UUID:
        """The unit that bears ``code`` on ``day``."""
        for start, end in self.spans[code]:
            if start <= day and (end is None or day < end):
                return self.ids[code, start]
        raise KeyError(code, day)

    def before(self, code: str, day: date) -> UUID:
        """The last unit that bore ``code`` before ``day``."""
        return self.ids[code, max(start for start, _ in self.spans[code] if start < day)]


def load() -> list[Change]:
    """Load everything in one transaction; the changes, of which none is left when it is run again."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        changes = [*_units(), *_offices(), *_procedures(), *_tariff(), *_calendar(), *_of_rooms()]
    return [change for change in changes if change]


def _of_rooms() -> Iterator[Change]:
    """What other rooms keep as reference data; they are named in the settings, as rooms know this one."""
    for path in settings.REFERENCE_LOADERS:
        yield from import_string(path)()


def _units() -> Iterator[Change]:
    for level in (files.provinces, files.districts, files.communes):
        yield bring(Unit.objects, ("code", "valid_from"), level(known_units().on))
    units = known_units()
    rows = files.successions(units.on, units.before)
    yield bring(UnitSuccession.objects, ("old_id", "new_id", "on"), rows)


def known_units() -> Units:
    """The units of the registry as they stand; one query."""
    ids: dict[tuple[str, date], UUID] = {}
    spans: dict[str, list[tuple[date, date | None]]] = {}
    for pk, code, start, end in Unit.objects.values_list("pk", "code", "valid_from", "valid_to"):
        ids[code, start] = pk
        spans.setdefault(code, []).append((start, end))
    return Units(ids, spans)


def _offices() -> Iterator[Change]:
    yield bring(Office.objects, ("code",), files.offices(known_units().on))
    yield bring(AgencyCode.objects, ("office_id", "scheme", "valid_from"), files.agency_codes(), only_new=True)


def _procedures() -> Iterator[Change]:
    rows, papers = files.procedures()
    yield bring(Procedure.objects, ("code",), rows)
    verified = set(Procedure.objects.filter(verified=True).values_list("code", flat=True))
    open_papers = [paper for paper in papers if paper["procedure_id"] not in verified]
    yield bring(ProcedurePaper.objects, ("procedure_id", "position"), open_papers)
    yield remove_surplus_papers(open_papers)


def remove_surplus_papers(papers: Sequence[Row]) -> Change:
    """Lines beyond the announced list of a procedure that the files describe."""
    wanted = {(paper["procedure_id"], paper["position"]) for paper in papers}
    described = {procedure for procedure, _ in wanted}
    held = ProcedurePaper.objects.filter(procedure__in=described).values_list("pk", "procedure_id", "position")
    surplus = [pk for pk, procedure, position in held if (procedure, position) not in wanted]
    if surplus:
        ProcedurePaper.objects.filter(pk__in=surplus).delete()
    return Change("ProcedurePaper", removed=len(surplus))


def _tariff() -> Iterator[Change]:
    zones, provinces, rates = files.tariff()
    yield bring(TariffZone.objects, ("code",), zones)
    yield bring(ProvinceZone.objects, ("province_code",), provinces)
    yield bring(TariffRate.objects, ("direction", "zone_id", "over_g", "valid_from"), rates)
    yield bring(Exemption.objects, ("code",), files.exemptions())


def _calendar() -> Iterator[Change]:
    yield bring(Parameter.objects, ("key", "valid_from"), files.parameters(), only_new=True)
    yield bring(
        OfficeHours.objects, ("calendar", "weekday", "opens", "valid_from"), files.office_hours(), only_new=True
    )
    yield bring(CalendarDay.objects, ("calendar", "day"), files.calendar_days(), only_new=True)
    closures: list[dict[str, Any]] = [{**row, "declared_at": clock.now()} for row in files.closures()]
    yield bring(Closure.objects, ("calendar", "office_id", "first_day", "last_day"), closures, only_new=True)
