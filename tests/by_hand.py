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


def altered(model: type[models.Model], column: str, value: str, *, name: str = "", where: str = "true") -> None:
    """A row gets another ``value`` (SQL) in a column: the projection of the table finds it and puts it right.

    Every row that ``where`` picks has its turn, so that nothing hangs on which one identifiers put first.
    """
    table, room = model._meta.db_table, model._meta.app_label
    assert differing(room) == {}
    before = stands(model)
    for row in _rows(model, where):
        assert change(f'UPDATE {table} SET "{column}" = {value} WHERE id = %s', row) == 1
        assert stands(model) != before, f"{column}: the row is really another"
        _found_and_put_right(model, name, before)


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


def added(model: type[models.Model], name: str = "", *, where: str = "true", **changes: str) -> None:
    """A copy of a row with another identifier, and ``changes`` (SQL by column): found and taken away.

    Every row that ``where`` picks is copied once, each copy alone.
    """
    assert differing(model._meta.app_label) == {}
    before = stands(model)
    for row in _rows(model, where):
        _copied(model, row, changes)
        _found_and_put_right(model, name, before)


def invented(model: type[models.Model], *names: str, where: str = "true", **changes: str) -> int:
    """As ``added``, where others may point at such a row: it is told by its identifier until a person takes it away.

    Every projection of ``names`` tells it, before and after everything was rebuilt, and nothing else changes. Gives how
    many rows were copied, one after the other.
    """
    assert differing() == {}
    before = stands(model)
    rows = _rows(model, where)
    for row in rows:
        made = _copied(model, row, changes)
        with_it = stands(model)
        for _ in range(2):
            found = differing()
            assert set(found) == set(names), found
            assert any(str(made) in each for said in found.values() for each in said), found
            rebuild()
            assert stands(model) == with_it
        assert change(f"DELETE FROM {model._meta.db_table} WHERE id = %s", made) == 1
        assert differing() == {}
        assert stands(model) == before
    return len(rows)


def _copied(model: type[models.Model], row: Any, changes: dict[str, str]) -> Any:
    """A copy of the row ``row`` with ``changes``; gives its identifier."""
    table = model._meta.db_table
    columns = [each.column for each in model._meta.concrete_fields if not isinstance(each, models.GeneratedField)]
    values = {column: f'"{column}"' for column in columns} | {"id": "gen_random_uuid()"} | changes
    names, picked = ", ".join(f'"{each}"' for each in columns), ", ".join(values[each] for each in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {picked} FROM {table} WHERE id = %s RETURNING id", [row])
        ((made,),) = cursor.fetchall()
    return made


def _rows(model: type[models.Model], where: str) -> list[Any]:
    """Identifiers of the rows that a condition picks; at least one."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {model._meta.db_table} WHERE {where}")
        found = [row[0] for row in cursor.fetchall()]
    assert found, f"no row of {model._meta.label}: {where}"
    return found


def _found_and_put_right(model: type[models.Model], name: str, before: list[tuple[Any, ...]]) -> None:
    """The projection of the table, or the one called ``name``, tells it; after its repair all is as it was."""
    room = model._meta.app_label
    found = differing(room)
    assert (name or model._meta.label_lower) in found, found
    rebuild(room)
    assert differing(room) == {}
    assert stands(model) == before
