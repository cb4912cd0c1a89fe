"""Lists and scans of the random days, as acts of the month: the same people, the same mistakes."""

from typing import Any

from tests.properties.dice import act, all_of, flip, number, one_of, some
from tests.properties.district import CHANCE, DISTRICTS, NUMBER, Stage
from tests.properties.machine import MINUTES_AGO, NAMED_OFFICES, PEOPLE, SCANNED, WAYS_THERE
from tracking.custody.states import Verdict

DOERS = one_of(PEOPLE)
AGES = one_of(MINUTES_AGO)
FINDINGS = one_of([*Verdict, Verdict.RECEIVED, Verdict.RECEIVED, None])
SCANS = all_of(
    NUMBER,
    one_of(SCANNED),
    AGES,
    one_of(NAMED_OFFICES),
    one_of(["", "absent", "vắng"]),
    one_of([None, "proof"]),
    one_of(["code", "code", "code", "token", "none"]),
)


class DeskActs(Stage):
    """What people do with lists and scanners; every act is that of the random days."""

    @act(1, name=DOERS, way=one_of(WAYS_THERE), numbers=some(NUMBER, 1, 4), propose=flip)
    def draw_up_a_list(self, name: str, way: tuple[str, str], numbers: list[int], propose: bool) -> None:
        super().draw_up_a_list(name, way, numbers, propose=propose)

    @act(4, district=DISTRICTS, home=flip)
    def hand_over_all_that_goes_that_way(self, district: str, home: bool) -> None:
        super().hand_over_all_that_goes_that_way(district, home=home)

    @act(2, "list:draft", "list:proposed", "list:disputed", name=DOERS, number=NUMBER,
         act=one_of(["propose", "withdraw", "resolve"]))  # fmt: skip
    def act_on_a_list(self, name: str, number: int, act: str) -> None:
        super().act_on_a_list(name, number, act)

    @act(1, "list:proposed", name=DOERS, number=NUMBER, verdicts=some(FINDINGS, 4, 4), extra=some(NUMBER, 0, 2))
    def countersign(self, name: str, number: int, verdicts: list[Verdict | None], extra: list[int]) -> None:
        super().countersign(name, number, verdicts, extra)

    @act(7, "list:proposed", verdicts=some(FINDINGS, 4, 4), fine=flip)
    def the_right_clerk_countersigns(self, verdicts: list[Verdict | None], fine: bool) -> None:
        self.the_right_clerk_countersigns_the_oldest_list([Verdict.RECEIVED] * 4 if fine else verdicts)

    def the_right_clerk_countersigns_the_oldest_list(self, verdicts: list[Verdict | None]) -> None:
        super().the_right_clerk_countersigns_the_oldest_list(verdicts)

    @act(2, name=DOERS, said=SCANS)
    def anybody_scans_anything(self, name: str, said: tuple[Any, ...]) -> None:
        super().anybody_scans_anything(name, said)

    @act(4, number=NUMBER, choice=CHANCE, minutes=AGES)
    def whoever_answers_for_an_item_moves_it_on(self, number: int, choice: int, minutes: int) -> None:
        super().whoever_answers_for_an_item_moves_it_on(number, choice, minutes)

    @act(2, number=NUMBER, choice=CHANCE, minutes=AGES)
    def whoever_answers_for_an_item_says_something_else(self, number: int, choice: int, minutes: int) -> None:
        super().whoever_answers_for_an_item_says_something_else(number, choice, minutes)

    @act(2, number=NUMBER, minutes=AGES, act=one_of(["arrive", "accept", "find", "hand_in"]))
    def where_an_item_is_bound_for_they_say_it_came(self, number: int, minutes: int, act: str) -> None:
        super().where_an_item_is_bound_for_they_say_it_came(number, minutes, act)

    @act(1, name=DOERS, batch=some(SCANS, 1, 6), twice=NUMBER)
    def send_a_batch_with_repeats(self, name: str, batch: list[tuple[Any, ...]], twice: int) -> None:
        super().send_a_batch_with_repeats(name, batch, twice)

    @act(1, number=number(0, 50), other=flip)
    def a_device_sends_an_old_scan_once_more(self, number: int, other: bool) -> None:
        if self.sent:
            super().a_device_sends_an_old_scan_once_more(number, other=other)
