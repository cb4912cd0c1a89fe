"""Steps that several commands share."""

from uuid import UUID

from integrations.models import Endpoint
from integrations.policies import require_may_act_for
from postal_services.accounts.actors import Actor
from postal_services.errors import NotThere


def mine(actor: Actor, endpoint: UUID) -> Endpoint:
    """The endpoint, locked. Raises NotThere when it is not the actor's to act on. Asserts an open transaction."""
    found = Endpoint.objects.visible_to(actor).locked().filter(pk=endpoint).select_related("partner").first()
    if found is None:
        raise NotThere
    require_may_act_for(actor, found.partner.code)
    return found
