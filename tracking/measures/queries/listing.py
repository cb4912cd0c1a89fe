"""Lists of cases that are as fresh as the figures they stand behind: stored rows, and those that unread lines change.

A figure folds the lines that the reader has not dealt with yet; its list does the same, so that both always agree.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, overload

from django.db.models import Exists, OuterRef, QuerySet

from delegation.dossiers.models import CaseOffice, Dossier
from postal_services.accounts.actors import Actor
from tracking.measures.facts import Facts, counted
from tracking.measures.models import CaseFacts
from tracking.measures.queries.looks import Look

_NAMES = {"committee": "committee_id", "post_office": "post_office_id", "procedure": "procedure_id"}
"""What the fields of ``Facts`` are called in the row."""


class Cases:
    """Cases in the order of one column, a page of which costs one query; what unread lines say is in memory.

    It is asked like a queryset, of which it knows ``filter`` and ``exclude`` by equality and by ``__in``.
    """

    def __init__(self, stored: "QuerySet[CaseFacts]", fresh: Iterable[CaseFacts], order: str) -> None:
        self._stored = stored.order_by(order, "pk")
        self._fresh = sorted(fresh, key=lambda row: _place(row, order))
        self._order = order

    def filter(self, **wanted: Any) -> "Cases":
        """Those of which every word of ``wanted`` is true."""
        fresh = (row for row in self._fresh if all(_is(row, *each) for each in wanted.items()))
        return Cases(self._stored.filter(**wanted), fresh, self._order)

    def exclude(self, **unwanted: Any) -> "Cases":
        """Those of which not every word of ``unwanted`` is true."""
        fresh = (row for row in self._fresh if not all(_is(row, *each) for each in unwanted.items()))
        return Cases(self._stored.exclude(**unwanted), fresh, self._order)

    def count(self) -> int:
        """How many; one query."""
        return self._stored.count() + len(self._fresh)

    def exists(self) -> bool:
        """Whether there is any; one query at most."""
        return bool(self._fresh) or self._stored.exists()

    def __iter__(self) -> Iterator[CaseFacts]:
        """All of them; one query."""
        return iter(self._merged(list(self._stored)))

    @overload
    def __getitem__(self, place: int) -> CaseFacts: ...
    @overload
    def __getitem__(self, place: slice) -> list[CaseFacts]: ...
    def __getitem__(self, place: int | slice) -> CaseFacts | list[CaseFacts]:
        """One, or those from a place to another; one query."""
        if isinstance(place, int):
            return self[place : place + 1][0]
        first, last = place.start or 0, place.stop
        # A stored row stands at most as many places later as there are fresh ones: no earlier row can be on the page.
        begin = max(first - len(self._fresh), 0)
        merged = self._merged(list(self._stored[begin:last]))
        return merged[first - begin : None if last is None else last - begin]

    def _merged(self, stored: list[CaseFacts]) -> list[CaseFacts]:
        return sorted([*stored, *self._fresh], key=lambda row: _place(row, self._order))


def cases(
    actor: Actor, look: Look, stored: "QuerySet[CaseFacts]", order: str, is_one: Callable[[CaseFacts], bool]
) -> Cases:
    """The cases of ``stored``, and in place of those that unread lines touch, the ones that are as ``is_one`` wants.

    ``stored`` holds what the actor may see; one query more where any line is unread.
    """
    if not look.facts:
        return Cases(stored, (), order)
    return Cases(stored.exclude(pk__in=list(look.facts)), _fresh(actor, look, is_one), order)


def _fresh(actor: Actor, look: Look, is_one: Callable[[CaseFacts], bool]) -> Iterator[CaseFacts]:
    wanted = {case: row for case, facts in look.facts.items() if is_one(row := _row(look, case, facts))}
    if not wanted:
        return
    dossiers = Dossier.objects.filter(pk__in=wanted).select_related("committee", "post_office", "procedure")
    if not actor.sees_everything:
        mine = CaseOffice.objects.filter(dossier=OuterRef("pk"), office__in=actor.offices)
        dossiers = dossiers.filter(Exists(mine))
    for dossier in dossiers:
        row = wanted[dossier.pk]
        row.dossier, row.committee = dossier, dossier.committee
        row.post_office, row.procedure = dossier.post_office, dossier.procedure
        yield row


def _row(look: Look, case: Any, facts: Facts) -> CaseFacts:
    """The row that the reader will write."""
    told: Mapping[str, Any] = {_NAMES.get(each.name, each.name): getattr(facts, each.name) for each in fields(facts)}
    return CaseFacts(dossier_id=case, counted=counted(look.amounts[case]), **told)


def _place(row: CaseFacts, order: str) -> tuple[Any, Any]:
    return getattr(row, order), row.pk


def _is(row: Any, name: str, value: Any) -> bool:
    """Whether a row is as one word of a filter says."""
    *path, last = name.split("__")
    if last == "in":
        return any(_same(_found(row, path), each) for each in value)
    return _same(_found(row, [*path, last]), value)


def _found(row: Any, path: Sequence[str]) -> Any:
    for name in path[:-1]:
        row = getattr(row, name)
    return getattr(row, f"{path[-1]}_id", None) or getattr(row, path[-1])


def _same(found: Any, wanted: Any) -> bool:
    return bool(getattr(found, "pk", found) == getattr(wanted, "pk", wanted))
