"""What is drawn or listed from the code is fresh and complete."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from postal_services.ledger.drawing import machines, page
from postal_services.ledger.edges import START, Edge
from tests.architecture import house


def test_the_drawings_of_the_state_tables_are_fresh() -> None:
    call_command("draw_states", check=True)
    text = (house.ROOT / "docs/states.md").read_text(encoding="utf-8")
    assert all(f"## {title}" in text for title, *_ in settings.STATE_TABLES)


def test_a_stale_drawing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STATE_TABLES", settings.STATE_TABLES[:1])
    with pytest.raises(CommandError, match="stale"):
        call_command("draw_states", check=True)


def test_every_state_table_of_a_room_is_drawn() -> None:
    drawn = {(module, edges) for _, module, edges, _ in settings.STATE_TABLES}
    found = {
        (house.module(path), line.split(":")[0])
        for path in house.python()
        if path.name == "states.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if ": frozenset[Edge]" in line and line.split(":")[0].endswith("EDGES")
    }
    assert found == drawn


GOING_BACK = {"correct", "reopen"}
"""Acts of somebody who sees that an end was none; they take nothing away from its being one."""


@pytest.mark.parametrize("machine", machines(settings.STATE_TABLES), ids=lambda machine: machine.title)
def test_a_machine_has_a_beginning_reaches_every_state_and_can_end(machine: object) -> None:
    edges: frozenset[Edge] = machine.edges  # type: ignore[attr-defined]
    reached, open_ = set(), {START}
    while open_:
        reached |= open_
        open_ = {str(edge.to_state) for edge in edges if edge.from_state in reached} - reached
    assert reached - {START} == {str(value) for value in machine.words.values}  # type: ignore[attr-defined]
    leaving = {edge.from_state for edge in edges if edge.from_state != edge.to_state and edge.action not in GOING_BACK}
    assert reached - leaving, "something must be final"


def test_an_act_leads_to_one_place() -> None:
    """``find`` and ``correct`` go back to where the thing was; a signature settles, or says that something differs."""
    for machine in machines(settings.STATE_TABLES):
        ways: dict[tuple[str, str], set[str]] = {}
        for edge in machine.edges:
            ways.setdefault((str(edge.from_state), str(edge.action)), set()).add(str(edge.to_state))
        torn = {action for (_, action), ends in ways.items() if len(ends) > 1}
        assert torn <= {"find", "correct", "countersign", "sign"}, machine.title
    assert page(machines(settings.STATE_TABLES)).count("```mermaid") == len(settings.STATE_TABLES)
