"""Who may take a dossier in, and who may move it on."""

from collections.abc import Mapping
from dataclasses import dataclass

from delegation.dossiers.models import Dossier
from delegation.dossiers.states import Service
from delegation.registry.models import Office, OfficeKind
from postal_services.accounts.actors import Actor, Role
from postal_services.errors import NotAllowed, NotThere

_DESK = (Role.OFFICER, Role.SUPERVISOR)
_COUNTER = (Role.CLERK, Role.POSTMAN, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Standing:
    """On which side of the desk the one who lodges stands.

    ``office`` is where they sit; ``post_offices`` are the ones whose mandate may cover the act (empty: any).
    """

    office: str
    at_post: bool
    post_offices: tuple[str, ...]


def require_may_lodge(
    actor: Actor, committee: str, service: str, post_office: str, offices: Mapping[str, Office]
) -> Standing:
    """Officers of the committee take in for every service; clerks of the post take in what citizens send.

    A clerk of a commune's post office acts under the mandate of the district post office it belongs to. The result
    of a procedure leaves from the committee, so a return alone is lodged there.

    Raises NotThere for anybody without a post at the committee or at the post, NotAllowed for those who may only see.
    """
    if committee in actor.offices_as(*_DESK) and committee in offices:
        return Standing(committee, at_post=False, post_offices=(post_office,) if post_office else ())
    counters = sorted(
        code for code in actor.offices_as(*_COUNTER) if (office := offices.get(code)) is not None and office.is_post
    )
    if committee not in offices or not (counters or actor.sees_everything):
        raise NotThere
    if not counters or service == Service.RETURN:
        raise NotAllowed
    reach = [code for counter in counters for code in (counter, offices[counter].parent_id) if code]
    if post_office and post_office not in reach:
        raise NotThere
    return Standing(
        counters[0], at_post=True, post_offices=(post_office,) if post_office else tuple(dict.fromkeys(reach))
    )


def may_lodge_somewhere(actor: Actor) -> bool:
    """Whether the actor holds any post from which dossiers are taken in."""
    return actor.is_any((Role.OFFICER, Role.SUPERVISOR, Role.CLERK, Role.POSTMAN))


def may_read_a_register(actor: Actor) -> bool:
    """Whether there is a register to offer: for one-stop desks and the province."""
    desks = {post.office for post in actor.appointments if post.office_kind == OfficeKind.ONE_STOP}
    return actor.is_any((Role.PROVINCE,)) or not desks.isdisjoint(actor.offices_as(*_DESK))


def register_offices(actor: Actor) -> list[Office]:
    """The desks whose register the actor may read: their own, and every one for the province; one statement."""
    desks = Office.objects.filter(kind=OfficeKind.ONE_STOP).select_related("unit").order_by("code")
    if not actor.is_any((Role.PROVINCE,)):
        desks = desks.filter(code__in=actor.offices_as(*_DESK))
    return list(desks)


def may_process(actor: Actor, dossier: Dossier) -> bool:
    """Whether the actor may record what the agency does with the dossier."""
    return dossier.committee_id in actor.offices_as(*_DESK)


def require_may_process(actor: Actor, dossier: Dossier) -> None:
    """Only officers and supervisors of the committee move the administrative case; others may look at it."""
    if not may_process(actor, dossier):
        raise NotAllowed
