"""In every random month one mandate ends in the middle of things, and after a while another one begins.

Whether an act was covered is decided by its own moment: what happened before the end stays covered however late it is
told, what happened after it is refused while it happens, and kept with a mark when it has happened already.
"""

from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from delegation.mandates import commands as mandates
from delegation.mandates.models import Mandate
from delegation.mandates.states import MandateState
from postal_services.clock import day_of
from postal_services.ids import uuid7
from tests.cast import item, lines, lodging, taken
from tests.mandates import world
from tests.properties.district import Stage
from tracking.custody.commands.lodge import lodge_dossiers
from tracking.custody.commands.scan import Scan
from tracking.custody.models import Outcome
from tracking.custody.states import ItemState

ENDS_AT, BEGINS_AGAIN_AT = 24, 30
"""Steps of the month; in between, everybody works on as if nothing had happened."""
PASSED = timedelta(minutes=10)


class MandateEnds(Stage):
    """The month's dice decide whose mandate ends, never whether one does."""

    def __init__(self, *facts: Any) -> None:
        super().__init__(*facts)
        self.step = 0
        self.without = ""

    @rule(seed=st.integers(0, 2**40))
    def something_happens(self, seed: int) -> None:
        """What must happen in every month at its step, then whatever the dice say."""
        self.step += 1
        if self.step == ENDS_AT:
            self.without = Random(seed).choice(("633", "622"))
            self.a_mandate_ends_in_the_middle(self.without)
        if self.step == BEGINS_AGAIN_AT:
            self.it_is_in_force(self.without)
        super().something_happens(seed)

    def a_mandate_ends_in_the_middle(self, district: str) -> None:
        """Acts before and after the end, told at once and told late, by the one who is there for them."""
        self.it_is_in_force(district)
        told_late, still_there = self._lodged(district), self._lodged(district)
        self.pass_time(PASSED)
        for mandate in self._live(district):
            ended = mandates.end_mandate(actor=self.cast.officer(district), mandate=mandate.id, at=self.now)
            assert ended.state == MandateState.ENDED
        self.pass_time(PASSED)
        self._nothing_new_is_taken_in(district)

        now = self._accepts(district, still_there, timedelta())
        assert (now.outcome, now.code) == (Outcome.REFUSED, "mandate_ended")
        assert (item(still_there).state, len(lines(still_there))) == (ItemState.REGISTERED, 1)

        before_the_end = self._accepts(district, told_late, PASSED * 3 / 2)
        assert (before_the_end.outcome, before_the_end.code) == (Outcome.RECORDED, "recorded")
        assert "uncovered" not in lines(told_late)[-1].flags

        after_the_end = self._accepts(district, still_there, PASSED / 2)
        assert (after_the_end.outcome, after_the_end.code) == (Outcome.FLAGGED, "uncovered")
        assert "uncovered" in lines(still_there)[-1].flags
        assert "uncovered" in item(still_there).marks
        type(self).done["mandate_ended_in_the_middle"] += 1

    def it_is_in_force(self, district: str) -> None:
        """The district's mandate covers acts, whatever the dice did to it; where it has ended, one of the next day."""
        officer, live = self.cast.officer(district), self._live(district)
        if not live:
            self.next_morning()
            self.renew(district, f"{self.step}-{district}/VBCG-UBND")
        for mandate in live:
            if mandate.state == MandateState.SUSPENDED:
                mandates.resume_mandate(actor=officer, mandate=mandate.id, at=self.now)
        assert [each.state for each in self._live(district)] == [MandateState.IN_FORCE]

    def renew(self, district: str, number: str) -> None:
        """A new mandate in the place of one that has ended, signed today."""
        drafting = world.drafting(
            number, committee=f"UB-{district}", post_office=f"BC-{district}", effective_from=day_of(self.now)
        )
        actor = self.cast.officer(district)
        drawn = self.attempt("draft_mandate", mandates.draft_mandate, actor=actor, drafting=drafting)
        if drawn is not None:
            facts = {"actor": actor, "mandate": drawn.id}
            self.attempt("sign_mandate", mandates.sign_mandate, signed_on=day_of(self.now), **facts)
            self.attempt("put_in_force", mandates.put_in_force, **facts)

    def _live(self, district: str) -> list[Mandate]:
        states = [MandateState.IN_FORCE, MandateState.SUSPENDED]
        return list(Mandate.objects.filter(committee=f"UB-{district}", state__in=states))

    def _lodged(self, district: str) -> str:
        """Code of a result that waits at the agency."""
        slips = [lodging(district)]
        lodged = taken(lodge_dossiers(actor=self.cast.officer(district), lodgings=slips, now=self.now)[0])
        self.note_new(*lodged.items)
        return lodged.items[0].code

    def _nothing_new_is_taken_in(self, district: str) -> None:
        before, actor = self.counted(), self.cast.officer(district)
        outcome = lodge_dossiers(actor=actor, lodgings=[lodging(district)], now=self.now)[0]
        assert getattr(outcome, "code", "") == "mandate_ended"
        assert self.counted() == before

    def _accepts(self, district: str, code: str, ago: timedelta) -> Any:
        """The post office's clerk says that an item came into its hands, now or some time ago."""
        scan = Scan(id=uuid7(), code=code, action="accept", age_ms=ago // timedelta(milliseconds=1))
        return self._send(self.cast.clerk(district), [scan])[0]
