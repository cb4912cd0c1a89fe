"""A case with a paper missing gets more papers by another pickup; what waits at the counter is still what is meant."""

from delegation.dossiers.validation import Paper
from tests.cast import Cast, actions, item
from tests.pickups.world import AT_DOOR, booking, collecting, windows
from tests.stories.telling import everything_agrees
from tracking.pickups.commands.assignment import assign_pickups
from tracking.pickups.commands.booking import Booking, book_pickup
from tracking.pickups.commands.collection import Collection, Found, collect_pickup
from tracking.pickups.commands.intake import complete_intake
from tracking.pickups.models import IncompleteIntake


def test_papers_that_follow_do_not_hide_those_that_wait(cast: Cast) -> None:
    windows(capacity=4)
    short = collecting(found={1: Found(1), 2: Found(0, "missing")}, told="sender")
    waiting = visit(cast, short)
    extra = booking(kind="supplement", dossier=item(waiting).dossier_id, papers=(Paper("Ảnh 4 × 6", "copy", 2),))
    following = visit(cast, collecting(found={1: Found(2)}, seal="NP 000777", amounts=None), extra)
    assert waiting != following
    complete_intake(
        actor=cast.lan, intake=IncompleteIntake.objects.get().pk, found={2: 1}, now=AT_DOOR.replace(hour=15)
    )
    assert actions(waiting)[-1] == "note"
    assert "note" not in actions(following)
    everything_agrees()


def visit(cast: Cast, collection: Collection, asked: Booking | None = None) -> str:
    """The code of the item that a visit of Tiến brings."""
    pickup = book_pickup(actor=cast.lan, booking=asked or booking())
    assign_pickups(actor=cast.lan, codes=[pickup.code], postman="tien")
    later = AT_DOOR if asked is None else AT_DOOR.replace(hour=9)
    collected = collect_pickup(actor=cast.tien, code=pickup.code, collection=collection, now=later)
    return collected.items[0].code
