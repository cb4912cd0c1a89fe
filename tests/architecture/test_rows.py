"""Every table is known for what it is: nothing that follows from the ledger escapes being held against it."""

import re

import pytest
from django.db import models

from postal_services.ledger.projections import all_projections
from postal_services.ledger.rows import RowsOf
from tests.architecture import house

KINDS = {"source", "projection", "content", "reference", "machinery"}
_ROW = re.compile(r"^\| ([a-z]+\.[a-z]+) \| ([a-z]+) \|([^|\n]*)\|([^|\n]*)\|$", re.MULTILINE)
_NAME = re.compile(r"\b[a-z]+\.[a-z]+(?:\.[a-z]+)?\b")


def listed() -> list[tuple[str, str, str, str]]:
    """The table of docs/rows.md: model, kind, under which names it is checked, what is mended."""
    text = (house.ROOT / "docs/rows.md").read_text(encoding="utf-8")
    return [(model, kind, names.strip(), mended.strip()) for model, kind, names, mended in _ROW.findall(text)]


def test_every_model_is_listed_once_as_what_it_is() -> None:
    models_ = [model for model, *_ in listed()]
    assert len(models_) == len(set(models_))
    assert set(models_) == {model._meta.label_lower for model in house.models()}
    assert {kind for _, kind, *_ in listed()} == KINDS


def test_every_projection_is_checked_under_the_names_it_is_listed_with_and_nothing_else_is() -> None:
    names: list[str] = []
    for model, kind, checked, mended in listed():
        found = _NAME.findall(checked)
        assert bool(found) == bool(mended) == (kind == "projection"), model
        assert all(name.startswith(model) for name in found), model
        names += found
    assert sorted(names) == sorted(each.name for each in all_projections())


ROWS = [each for each in all_projections() if isinstance(each, RowsOf)]
"""The projections that are said in SQL."""


@pytest.mark.parametrize("rows", ROWS, ids=lambda rows: rows.name)
def test_what_is_held_against_lines_are_columns_that_name_nobody(rows: RowsOf) -> None:
    columns = {each.column: each for each in rows.model._meta.concrete_fields}
    told = {*rows.key, *rows.columns, *rows.if_told}
    assert told <= set(columns)
    assert not {name for name in told if type(columns[name]).__name__ == "EncryptedTextField"}


@pytest.mark.parametrize("rows", [each for each in ROWS if each.made is not None], ids=lambda rows: rows.name)
def test_a_row_that_is_made_anew_has_everything_it_needs(rows: RowsOf) -> None:
    given = {*rows.key, *rows.columns, *rows.if_told, *(rows.made or {})}
    needed = {
        each.column
        for each in rows.model._meta.concrete_fields
        if not each.null and not isinstance(each, models.GeneratedField) and each.db_default is models.NOT_PROVIDED
    }
    assert needed <= given
