"""What is played and not lived is marked wherever it is shown: on screens, papers, in files and in what partners get.

A dossier that came through the channel ``simulation`` is no citizen's. The words here are the only ones used for it.
"""

from collections.abc import Iterable

from delegation.dossiers.models import Dossier

WORD = "Mô phỏng"
"""On screens, beside the code of a dossier."""
ALL = "MÔ PHỎNG"
"""In the upper margin of a paper about such dossiers alone."""
SOME = "CÓ HỒ SƠ MÔ PHỎNG"
"""The same of a paper on which others stand as well; its rows say which."""


def of(dossiers: Iterable[Dossier | None]) -> str:
    """The mark of a paper on which these dossiers stand; empty when none of them is simulated."""
    marked = [dossier.is_simulated for dossier in dossiers if dossier is not None]
    return of_counts(sum(marked), len(marked))


def of_counts(simulated: int, total: int) -> str:
    """The mark of a paper with ``simulated`` of ``total`` dossiers."""
    if not simulated:
        return ""
    return ALL if simulated >= total else SOME


def code(dossier: Dossier) -> str:
    """The code of a dossier as rows of papers and files show it."""
    return f"{dossier.code} ({WORD.lower()})" if dossier.is_simulated else dossier.code
