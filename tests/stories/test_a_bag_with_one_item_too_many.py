"""A clerk slips an item into a bag without reading it: found at the count, taken over, and asked about."""

from tests.cast import Cast, actions, at_post, item
from tests.custody import bag_desk
from tests.stories.telling import incidents, told
from tracking.custody.commands import bag_openings
from tracking.custody.commands.bag_openings import BagCount
from tracking.custody.models import BagItem, Item
from tracking.custody.states import Verdict
from tracking.incidents.commands import handle


def test_a_bag_with_one_item_too_many_loses_none_and_doubles_none(committed_cast: Cast) -> None:
    with told(committed_cast):
        listed, slipped_in = at_post(committed_cast, 2)
        bag = bag_desk.arrived(committed_cast, [listed])
        assert item(slipped_in).holder_office_id == "BC-633"
        count = BagCount({listed: Verdict.RECEIVED}, extra=[slipped_in, "một phong bì không mã"])
        opened = bag_openings.open_bag_at(actor=committed_cast.nga, code=bag.code, count=count)
        assert (list(opened.taken_over), list(opened.unknown)) == ([slipped_in], ["một phong bì không mã"])
        assert {row.code: row.holder_office_id for row in Item.objects.all()} == {listed: "BC-64", slipped_in: "BC-64"}
        assert actions(slipped_in)[-2:] == ["dispatch", "arrive"]
        assert not BagItem.objects.filter(left_at=None).exists()

        found = {each.kind: each for each in incidents()}
        assert {"not_listed", "bag_difference"} <= set(found)
        assert found["not_listed"].item == item(slipped_in)
        assert found["bag_difference"].item is None
        for each in found.values():
            handle.resolve_incident(actor=committed_cast.nga, code=each.code, resolution="no_fault")
        bag_openings.resolve_bag(actor=committed_cast.lan, code=bag.code, resolution="Chị Lan bỏ nhầm, đã đối chiếu")
        assert incidents() == []
