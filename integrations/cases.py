"""What the messages need to know of cases, read set-based from the rooms below: codes, offices, items."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from delegation.dossiers.models import CaseOffice, Channel
from postal_services.ledger.models import Stream
from tracking.custody.models import HandOver, Item


@dataclass(frozen=True, slots=True)
class Names:
    """Codes by id, for the streams and subjects of some lines; ``simulated`` are the streams of played cases."""

    kinds: dict[UUID, str] = field(default_factory=dict)
    codes: dict[UUID, str] = field(default_factory=dict)
    offices: dict[UUID, frozenset[str]] = field(default_factory=dict)
    subjects: dict[UUID, str] = field(default_factory=dict)
    simulated: set[UUID] = field(default_factory=set)


def names_of(streams: Collection[UUID], items: Iterable[UUID], hand_overs: Iterable[UUID]) -> Names:
    """Codes of the streams, offices that may see the cases, S10 codes of the items, codes of the hand-overs.

    At most four queries, whatever the number of lines.
    """
    names = Names()
    for stream, kind, code in Stream.objects.filter(pk__in=streams).values_list("pk", "kind", "code"):
        names.kinds[stream] = kind
        names.codes[stream] = code
    cases: dict[UUID, set[str]] = {}
    known = CaseOffice.objects.filter(dossier_id__in=streams)
    for stream, office, channel in known.values_list("dossier_id", "office_id", "dossier__channel"):
        cases.setdefault(stream, set()).add(office)
        if channel == Channel.SIMULATION:
            names.simulated.add(stream)
    names.offices.update({stream: frozenset(offices) for stream, offices in cases.items()})
    for model, wanted in ((Item, set(items)), (HandOver, set(hand_overs))):
        if wanted:
            names.subjects.update(model.objects.filter(pk__in=wanted).values_list("pk", "code"))
    return names
