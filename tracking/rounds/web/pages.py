"""What the pages of rounds share: a visible round, refusals as sentences, and the note that names were read."""

from collections.abc import Iterable
from uuid import UUID

from postal_services.accounts.actors import Actor
from postal_services.accounts.reads import note_reads
from postal_services.errors import NotThere, Refused
from tracking.custody.web.doors import language
from tracking.rounds.models import Round
from tracking.rounds.queries import rounds as reads
from tracking.rounds.queries.rounds import PEOPLE


def visible(actor: Actor, code: str) -> Round:
    """The round, or NotThere."""
    found = reads.find(actor, code)
    if found is None:
        raise NotThere
    return found


def said(refused: Refused | None) -> list[tuple[str, str]]:
    """Every reason with the code it is about; the reason of the whole first, under no code."""
    if refused is None:
        return []
    told = [("", refused.detail(language()))]
    for code, problems in refused.fields.items():
        told += [(code, each.message(language())) for each in problems]
    return told


def note_people(actor: Actor, purpose: str, dossiers: Iterable[UUID]) -> None:
    """Note that names, phones and addresses of these cases were read; one statement."""
    note_reads(actor, purpose, set(dossiers), PEOPLE)
