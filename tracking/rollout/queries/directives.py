"""Reads of directives as documents: what each asks, of how many, and by which rules."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Prefetch, Q, QuerySet

from postal_services.errors import NotThere
from tracking.rollout.models import Ask, Directive, Rule


@dataclass(frozen=True, slots=True)
class Asked:
    """One item with its rules; ``units`` counts whom it asks on the directive's day."""

    directive_id: str
    number: str
    title: str
    summary: str
    words: str
    owner_words: str
    owners: tuple[str, ...]
    deadline: date | None
    deadline_words: str
    measure: str
    units: int
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A directive and its items in their order."""

    code: str
    number: str
    title: str
    issuer: str
    signed_by: str
    issued_on: date
    legal_basis: str
    asks: tuple[Asked, ...]


def directives() -> QuerySet[Directive]:
    """All directives, the newest first."""
    return Directive.objects.all()


def document(code: str) -> Document:
    """The directive of that code; three statements. Raises ``NotThere``."""
    directive = Directive.objects.filter(pk=code).first()
    if directive is None:
        raise NotThere
    on_the_day = Q(targets__valid_from__lte=F("directive__issued_on"))
    asks = (
        Ask.objects.filter(directive=directive)
        .annotate(units=Count("targets", filter=on_the_day))
        .prefetch_related(Prefetch("rules", Rule.objects.order_by("position", "valid_from")))
        .order_by("position")
    )
    return Document(
        directive.code,
        directive.number,
        directive.title,
        directive.issuer,
        directive.signed_by,
        directive.issued_on,
        directive.legal_basis,
        tuple(_asked(ask) for ask in asks),
    )


def _asked(ask: Ask) -> Asked:
    units: int = getattr(ask, "units", 0)
    return Asked(
        ask.directive_id,
        ask.number,
        ask.title,
        ask.summary,
        ask.words,
        ask.owner_words,
        tuple(ask.owners),
        ask.deadline,
        ask.deadline_words,
        ask.measure,
        units,
        tuple(ask.rules.all()),
    )
