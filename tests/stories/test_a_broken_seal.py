"""A bag comes with another seal than it left with: noticed, owned, counted before two people, settled and paid for."""

from tests.cast import Cast, at_post, item
from tests.custody import bag_desk
from tests.stories.telling import incidents, milestone, told
from tracking.custody.commands import bag_journeys, bag_openings
from tracking.custody.commands.bag_openings import BagCount
from tracking.custody.models import Bag
from tracking.custody.states import Verdict
from tracking.incidents.commands import compensate, handle
from tracking.incidents.models import Incident


def test_a_broken_seal_has_an_owner_a_deadline_and_an_end(committed_cast: Cast) -> None:
    with told(committed_cast) as story:
        whole, torn = at_post(committed_cast, 2)
        bag = bag_desk.sent(committed_cast.lan, [whole, torn])
        story.hours_pass(2)
        arrived, ruling = bag_journeys.arrive_bag(
            actor=committed_cast.nga, code=bag.code, office="BC-64", seal="GL-000666"
        )
        assert (ruling.code, arrived.seal_read) == ("seal_differs", "GL-000666")
        assert arrived.seal != arrived.seal_read
        assert {whole, torn} == {each.item.code for each in incidents("seal_differs") if each.item}
        assert [each.dossier for each in incidents("bag_difference")] == [None]

        count = BagCount({whole: Verdict.RECEIVED, torn: Verdict.DAMAGED})
        bag_openings.open_bag_at(actor=committed_cast.nga, code=bag.code, count=count)
        assert Bag.objects.get(pk=bag.pk).state == "opened"
        assert (item(whole).holder_office_id, item(torn).holder_office_id) == ("BC-64", "BC-64")
        assert (item(whole).bag, item(torn).marks) == (None, ["damaged", "seal_differs"])
        assert milestone(torn) == milestone(whole) == "arrived"

        damaged = incidents("damaged")[0]
        assert (damaged.office_id, damaged.owner) == ("BC-64", None)
        assert damaged.due_at > damaged.opened_at
        handle.take_incident(actor=committed_cast.nga, code=damaged.code)
        case = compensate.propose_compensation(actor=committed_cast.nga, incident=damaged.code)
        assert case.limit > 0
        assert case.legal_basis
        for each in incidents():
            resolution = {"damaged": "resealed", "seal_differs": "resealed"}.get(each.kind, "corrected")
            handle.resolve_incident(actor=committed_cast.nga, code=each.code, resolution=resolution)
        assert incidents() == []
        assert Incident.objects.get(pk=damaged.pk).owner_id == committed_cast.nga.user_id
