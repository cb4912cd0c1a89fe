"""Nobody opens three times: the result goes home to its agency against countersignature, never to the bin."""

from tests.cast import Cast, actions, at_post, item, lines, propose, sign
from tests.rounds.desk import built, fail, home, taken_out
from tests.stories.telling import incidents, milestone, page, told
from tracking.custody.models import HandOver
from tracking.rounds.commands.keeping import hold_items, send_items_back


def test_three_failed_attempts_and_home_to_the_agency(committed_cast: Cast) -> None:
    with told(committed_cast) as story:
        code = at_post(committed_cast)[0]
        for attempt in (1, 2, 3):
            round_ = taken_out(committed_cast, built(committed_cast, [code])).round
            assert milestone(code) == "out_for_delivery"
            stop = fail(committed_cast, round_, code, "absent", measure="retry")
            assert (stop.attempt, item(code).attempts) == (attempt, attempt)
            assert "vắng" in page(code)
            story.hours_pass(4)
            closed = home(committed_cast, round_)
            assert list(closed.to_send_back) == ([code] if attempt == 3 else [])
            story.next_morning()

        last_day = hold_items(actor=committed_cast.lan, office="BC-633", items=[code])
        assert f"{last_day:%d/%m/%Y}" in page(code)
        story.next_morning(days=12)
        assert [each.item.code for each in incidents("hold_expired") if each.item] == [code]

        send_items_back(actor=committed_cast.lan, office="BC-633", items=[code])
        assert (item(code).state, milestone(code)) == ("returning", "returning")
        assert incidents("hold_expired") == []
        listed = propose(committed_cast.lan, [code], "BC-633", "UB-633")
        assert (item(code).holder_office_id, item(code).offered_in_id) == ("BC-633", listed.id)
        sign(committed_cast.hanh, listed.code, [code])

        assert (item(code).state, item(code).holder_office_id, milestone(code)) == ("returned", "UB-633", "returned")
        assert HandOver.objects.get(pk=listed.pk).state == "settled"
        assert actions(code).count("fail") == 3
        assert [line.data["attempt"] for line in lines(code) if line.action == "fail"] == [1, 2, 3]
        assert incidents() == []
