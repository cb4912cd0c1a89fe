"""Rows altered, taken away and added by hand, past every command: found under their name, and put right."""

from typing import Any

from django.db import connection, models

from postal_services.ledger.projections import Projection, all_projections


def differing(room: str = "") -> dict[str, list[str]]:
    """What differs from the ledger in a room, or in all of them, by the name of the projection that says so."""
    found = {each.name: [str(difference) for difference in each.differences()] for each in _of(room)}
    return {name: said for name, said in found.items() if said}


def rebuild(room: str = "") -> None:
    """Put right what can be put right, in the order of the rooms."""
    for each in _of(room):
        each.repair()


def _of(room: str) -> list[Projection]:
    return [each for each in all_projections() if each.name.startswith(room)]


def change(statement: str, *values: Any) -> int:
    """What a person with the database's password does; gives how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return int(cursor.rowcount)


def stands(model: type[models.Model], *but: str) -> list[tuple[Any, ...]]:
    """Every row of a table as it stands, but for some columns."""
    names = [each.attname for each in model._meta.concrete_fields if each.attname not in but]
    return sorted(map(str, model._default_manager.values_list(*names)))  # type: ignore[arg-type]  # to be compared only


def altered(model: type[models.Model], column: str, value: str, *, name: str = "", where: str = "") -> None:
    """One row gets another ``value`` (SQL) in a column: the projection of the table finds it and puts it right."""
    table, room = model._meta.db_table, model._meta.app_label
    where = where or f"id = (SELECT id FROM {table} ORDER BY id LIMIT 1)"
    assert differing(room) == {}
    before = stands(model)
    assert change(f'UPDATE {table} SET "{column}" = {value} WHERE {where}') == 1
    assert stands(model) != before, f"{column}: the row is really another"
    found = differing(room)
    assert (name or model._meta.label_lower) in found, found
    rebuild(room)
    assert differing(room) == {}
    assert stands(model) == before


def taken_away(model: type[models.Model], *but: str, where: str = "true", name: str = "") -> None:
    """Every row that ``where`` picks is deleted: found and made anew, but for what no line tells (``but``)."""
    room = model._meta.app_label
    assert differing(room) == {}
    before = stands(model, "id", *but)
    assert change(f"DELETE FROM {model._meta.db_table} WHERE {where}") > 0
    found = differing(room)
    assert (name or model._meta.label_lower) in found, found
    rebuild(room)
    assert differing(room) == {}
    assert stands(model, "id", *but) == before


def added(model: type[models.Model], name: str = "", **changes: str) -> None:
    """A copy of a row with another identifier, and ``changes`` (SQL by column): found and taken away."""
    table, room = model._meta.db_table, model._meta.app_label
    columns = [each.column for each in model._meta.concrete_fields]
    values = {column: f'"{column}"' for column in columns} | {"id": "gen_random_uuid()"} | changes
    names = ", ".join(f'"{column}"' for column in columns)
    assert differing(room) == {}
    before = stands(model)
    picked = ", ".join(values[column] for column in columns)
    assert change(f"INSERT INTO {table} ({names}) SELECT {picked} FROM {table} ORDER BY id LIMIT 1") == 1
    found = differing(room)
    assert (name or model._meta.label_lower) in found, found
    rebuild(room)
    assert differing(room) == {}
    assert stands(model) == before
