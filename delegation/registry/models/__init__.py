"""The rows of the registry: units, offices, posts, procedures, tariff, working calendar, numbers with a legal basis."""

from .calendar import Calendar, CalendarDay, Closure, DayKind, OfficeHours
from .offices import AgencyCode, CodeScheme, Office, OfficeKind, Post
from .parameters import Edition, Parameter
from .procedures import PaperKind, Procedure, ProcedurePaper
from .tariff import Direction, Exemption, ProvinceZone, TariffRate, TariffZone, ZoneReach
from .units import Unit, UnitKind, UnitSuccession

__all__ = [
    "AgencyCode",
    "Calendar",
    "CalendarDay",
    "Closure",
    "CodeScheme",
    "DayKind",
    "Direction",
    "Edition",
    "Exemption",
    "Office",
    "OfficeHours",
    "OfficeKind",
    "PaperKind",
    "Parameter",
    "Post",
    "Procedure",
    "ProcedurePaper",
    "ProvinceZone",
    "TariffRate",
    "TariffZone",
    "Unit",
    "UnitKind",
    "UnitSuccession",
    "ZoneReach",
]
