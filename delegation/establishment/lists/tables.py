"""The lists of a folder: which columns each has, and what stands in them."""

from dataclasses import dataclass
from typing import Any

from delegation.establishment.lists import cells
from delegation.establishment.lists.cells import Cell
from delegation.registry.models import CodeScheme, OfficeKind, PaperKind, UnitKind
from delegation.registry.parameters import Key
from postal_services.accounts.actors import Role

NEEDED = object()
"""Instead of a default: the cell must be filled."""
NO = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how a filled cell is read, and what an empty one, or a missing column, means."""

    name: str
    cell: Cell
    empty: Any = NEEDED

    @property
    def is_needed(self) -> bool:
        """Whether every line must fill it."""
        return self.empty is NEEDED


@dataclass(frozen=True, slots=True)
class Table:
    """One list; lines that agree on ``key`` are the same line twice."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


UNITS = Table(
    "units.csv",
    ("code", "valid_from"),
    (
        Column("code", cells.unit_code),
        Column("name", cells.text(120)),
        Column("short_name", cells.text(120)),
        Column("kind", cells.choice(UnitKind.values)),
        Column("parent", cells.unit_code, ""),
        Column("postal_code", cells.code(5), ""),
        Column("lat", cells.degrees(90), None),
        Column("lon", cells.degrees(180), None),
        Column("valid_from", cells.day),
        Column("valid_to", cells.day, None),
        Column("from_known", cells.truth, NO),
        Column("to_known", cells.truth, NO),
        Column("legal_basis", cells.text(200), ""),
    ),
)
SUCCESSIONS = Table(
    "successions.csv",
    ("old", "new", "on"),
    (
        Column("old", cells.unit_code),
        Column("new", cells.unit_code),
        Column("on", cells.day),
        Column("legal_basis", cells.text(200)),
    ),
)
OFFICES = Table(
    "offices.csv",
    ("code",),
    (
        Column("code", cells.code(24)),
        Column("name", cells.text(160)),
        Column("kind", cells.choice(OfficeKind.values)),
        Column("unit", cells.unit_code),
        Column("parent", cells.code(24), ""),
        Column("address", cells.text(200), ""),
        Column("phone", cells.text(20), ""),
        Column("valid_from", cells.day),
    ),
)
AGENCY_CODES = Table(
    "agency_codes.csv",
    ("office", "scheme", "valid_from"),
    (
        Column("office", cells.code(24)),
        Column("scheme", cells.choice(CodeScheme.values)),
        Column("code", cells.code(20)),
        Column("valid_from", cells.day),
        Column("valid_to", cells.day, None),
        Column("verified", cells.truth, NO),
    ),
)
PROCEDURES = Table(
    "procedures.csv",
    ("code",),
    (
        Column("code", cells.code(24)),
        Column("name", cells.text(300)),
        Column("field", cells.text(80)),
        Column("working_days", cells.whole(999)),
        Column("state_fee", cells.whole(100_000_000)),
        Column("fee_known", cells.truth, NO),
        Column("result_name", cells.text(200)),
        Column("withdraws_papers", cells.truth, NO),
        Column("postal_from", cells.day, None),
        Column("legal_basis", cells.text(300), ""),
        Column("code_verified", cells.truth, NO),
    ),
)
PAPERS = Table(
    "papers.csv",
    ("procedure", "name"),
    (
        Column("procedure", cells.code(24)),
        Column("name", cells.text(240)),
        Column("kind", cells.choice(PaperKind.values)),
        Column("count", cells.whole(99, 1), 1),
    ),
)
PARAMETERS = Table(
    "parameters.csv",
    ("key", "valid_from"),
    (
        Column("key", cells.choice([key.value for key in Key])),
        Column("name", cells.text(200)),
        Column("value", cells.text(40)),
        Column("unit", cells.text(24)),
        Column("legal_basis", cells.text(200)),
        Column("verified", cells.truth),
        Column("valid_from", cells.day),
    ),
)
PEOPLE = Table(
    "people.csv",
    ("username", "office", "role", "valid_from"),
    (
        Column("username", cells.text(120)),
        Column("full_name", cells.text(120)),
        Column("office", cells.code(24)),
        Column("role", cells.choice(Role.values)),
        Column("valid_from", cells.day),
        Column("valid_to", cells.day, None),
    ),
)
TABLES = (UNITS, SUCCESSIONS, OFFICES, AGENCY_CODES, PROCEDURES, PAPERS, PARAMETERS, PEOPLE)
"""All lists, each after those that it points at."""
