"""Who reads which sheets: the ranking is the province's administration's, the details are each unit's own."""

from dataclasses import dataclass

from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotThere


@dataclass(frozen=True, slots=True)
class Scope:
    """What an actor reads. ``units`` are the codes whose details are theirs, None for all."""

    ranking: bool
    units: frozenset[str] | None

    def covers(self, unit: str) -> bool:
        """Whether the details of a unit may be read."""
        return self.units is None or unit in self.units


def require_may_read(actor: Actor) -> Scope:
    """The province reads everything; committees read the ranking and their own sheet, supervisors of post offices the
    sheet of their district. Raises NotThere for everybody else."""
    if actor.user_id is not None and actor.is_any((Role.PROVINCE,)):
        return Scope(ranking=True, units=None)
    officer = frozenset(each.unit for each in actor.appointments if each.role == Role.OFFICER)
    watched = frozenset(each.unit for each in actor.appointments if each.role == Role.SUPERVISOR)
    if not (officer or watched):
        raise NotThere
    return Scope(ranking=bool(officer), units=officer | watched)
