"""The tables of legal moves as drawings (Mermaid) and lists, for people who read rather than program."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Choices
from django.utils.module_loading import import_string

from postal_services.ledger.edges import START, Edge

MANY = 6
"""An act possible from more states than this stands in the list only: as arrows it would hide all others."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One table of moves with the words for its states."""

    title: str
    edges: frozenset[Edge]
    words: type[Choices]

    def word(self, state: str) -> str:
        """What a state is called on screen; ``new`` before there is anything."""
        labels: dict[str, str] = {str(value): str(label) for value, label in self.words.choices}
        return labels[state] if state != START else "new"


def machines(named: Iterable[tuple[str, str, str, str]]) -> list[Machine]:
    """The machines that the settings name: title, module, name of the edges, name of the states."""
    return [
        Machine(title, import_string(f"{module}.{edges}"), import_string(f"{module}.{words}"))
        for title, module, edges, words in named
    ]


def page(drawn: Sequence[Machine]) -> str:
    """The whole page, ready to be written to ``docs/states.md``."""
    parts = [
        "# How things move",
        (
            "Drawn by `manage.py draw_states` from the tables that PostgreSQL enforces. An act that is not listed is "
            "refused by the database. *Forced* acts happened although the rules did not foresee them; their lines "
            "carry a flag and a supervisor looks at them."
        ),
    ]
    for machine in drawn:
        parts += [f"## {machine.title}", _diagram(machine), _list(machine)]
    return "\n\n".join(parts) + "\n"


def _diagram(machine: Machine) -> str:
    shown = [edge for edge in sorted(machine.edges) if not edge.forced and edge.from_state != edge.to_state]
    busy = {act for act in {edge.action for edge in shown} if sum(edge.action == act for edge in shown) > MANY}
    drawn = [edge for edge in shown if edge.action not in busy]
    states = dict.fromkeys(str(state) for edge in sorted(machine.edges) for state in (edge.from_state, edge.to_state))
    left = {edge.from_state for edge in machine.edges if not edge.forced and edge.from_state != edge.to_state}
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f'    state "{machine.word(state)}" as {_id(state)}' for state in states if state != START]
    lines += [f"    {_id(edge.from_state)} --> {_id(edge.to_state)}: {edge.action}" for edge in drawn]
    lines += [f"    {_id(state)} --> [*]" for state in states if state not in left]
    return "\n".join([*lines, "```"])


def _id(state: str) -> str:
    if state == START:
        return "[*]"
    return f"s{state}" if state.isdigit() else str(state)


def _list(machine: Machine) -> str:
    rows = ["| Act | From | To |", "|---|---|---|"]
    acts: dict[tuple[str, bool, str], list[str]] = {}
    for edge in sorted(machine.edges):
        to = "the same" if edge.from_state == edge.to_state else machine.word(str(edge.to_state))
        acts.setdefault((str(edge.action), edge.forced, to), []).append(machine.word(str(edge.from_state)))
    for (act, forced, to), befores in sorted(acts.items()):
        rows.append(f"| `{act}`{' *forced*' if forced else ''} | {', '.join(befores)} | {to} |")
    return "\n".join(rows)
