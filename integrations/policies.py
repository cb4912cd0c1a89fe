"""Who may look after partners: the province and administrators all of them, a partner's own key its own."""

from integrations.models.partners import KEEPERS
from postal_services.accounts.actors import Actor
from postal_services.errors import NotAllowed, NotThere


def may_keep_partners(actor: Actor) -> bool:
    """Whether the actor looks after every partner."""
    return actor.is_any(KEEPERS)


def require_may_keep_partners(actor: Actor) -> None:
    """Stop everyone but the province and administrators. Raises NotAllowed."""
    if not may_keep_partners(actor):
        raise NotAllowed


def may_look(actor: Actor) -> bool:
    """Whether the actor sees any partner at all."""
    return may_keep_partners(actor) or actor.partner is not None


def require_may_look(actor: Actor) -> None:
    """Stop those to whom partners are no business. Raises NotAllowed."""
    if not may_look(actor):
        raise NotAllowed


def require_may_act_for(actor: Actor, partner: str) -> None:
    """Stop everyone but the keepers and the partner with this code itself. Raises NotThere: others' are not there."""
    if not may_keep_partners(actor) and actor.partner != partner:
        raise NotThere
