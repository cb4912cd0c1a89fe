"""One wave of dossiers, from the counter to the door and back, as people would carry it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from delegation.dossiers.lodging import Lodging
from delegation.dossiers.models import Channel
from delegation.dossiers.states import DossierState, Service
from postal_services import clock
from postal_services.accounts.actors import Role
from tracking.custody.states import ItemState
from tracking.journey.commands.rating import Answer

from . import people
from .acts import Acts, Case, Said, Side
from .days import PeriodOver, at_the_counter
from .dice import dice
from .pairs import Wave
from .world import World

PROVINCIAL_POST = "BC-64"
_ON_TIME = 0.94
_FIRST_TRY, _SECOND_TRY = 0.905, 0.66
_HELD, _FETCHED, _LEFT_ON_DESK = 0.6, 0.8, 0.5
_ELSEWHERE = 0.08
_SERVICES = (Service.RETURN.value, Service.SEND.value, Service.BOTH.value)
_SHARES = (83, 12, 5)
"""Results brought home, dossiers sent in, both: five results to one sending (Bình Dương 2019)."""
_REASONS = ("absent", "absent", "nobody_there", "unreachable", "rescheduled", "fee_unpaid", "papers_missing")
_SHORT, _MIDDLE = 3, 7
_LENGTHS = (70, 20, 10)
"""Most people come for what takes at most three working days; a few for what takes more than seven."""
_ANSWERS, _SCORES = 0.22, (3, 5, 14, 41, 37)
"""How many answer, and how many in a hundred of them give one to five."""
_UNTIL_ASKED = 6
_LAST_DAYS = 12
"""Working days before the end in which only short procedures still come home."""
_MINUTE_MS = 60_000


@dataclass
class Life:
    """Plays one wave; what lies after the last day of the period does not happen."""

    world: World
    wave: Wave

    def __post_init__(self) -> None:
        pair = self.wave.pair
        self.dice = dice(self.world.seed, pair.committee, pair.days[0], self.wave.number)
        self.acts = Acts(self.world, self.dice)
        self.entered_on = self.wave.days[-1]
        self.committee, self.post_office = pair.committee, pair.post_office

    def play(self) -> int:
        """From lodging to the door; gives the number of dossiers that were taken in."""
        try:
            with suppress(PeriodOver):
                self._lodge()
                self._send_in()
                trip = self._fetch()
                self._deliver_all(trip)
                self._give_back(trip)
                self._ask_how_it_was(trip)
        finally:
            self._count()
        return len(self.acts.cases)

    def _desk(self, day: date) -> Side:
        """The officer at the one-stop desk on ``day``."""
        return Side(self.world.staff.of(self.committee, Role.OFFICER, day), self.committee)

    def _counter(self, day: date, office: str = "") -> Side:
        """The clerk at the post's counter on ``day``; of the mandated office when none is named."""
        office = office or self.post_office
        return Side(self.world.staff.of(office, Role.CLERK, day), office)

    def _lodge(self) -> None:
        """Results are asked for at the one-stop desk, sendings at the post's counter; both enter their lists."""
        at = self.world.period.at(self.entered_on, 16, 45)
        lodgings = [self._lodging() for _ in range(self.wave.size)]
        self.acts.lodge(self._desk(self.entered_on), [each for each in lodgings if each.service == Service.RETURN], at)
        self.acts.lodge(
            self._counter(self.entered_on), [each for each in lodgings if each.service != Service.RETURN], at
        )

    def _lodging(self) -> Lodging:
        pair, dice = self.wave.pair, self.dice
        procedure = self.world.procedures[dice.choice(self._procedures)]
        district = self._neighbour if dice.random() < _ELSEWHERE else pair.district
        papers = people.papers_of(procedure)
        service = dice.choices(_SERVICES, _SHARES)[0] if pair.sends and papers else Service.RETURN.value
        unit = dice.choice(self.world.places.communes[district])
        return Lodging(
            procedure=procedure.code,
            service=service,
            committee=pair.committee,
            post_office=pair.post_office,
            weight_g=people.weigh(dice, papers),
            applicant=people.citizen(dice, unit, self.world.places.categories),
            papers=papers,
            received_at=at_the_counter(dice, dice.choice(self.wave.days)),
            confirm_duplicate=True,
            channel=Channel.SIMULATION.value,
        )

    @cached_property
    def _procedures(self) -> Sequence[str]:
        """Procedures of about the same length, so that their results are fetched in one trip."""
        days = {code: row.working_days for code, row in self.world.procedures.items()}
        known = [code for code in self.wave.pair.procedures if code in days]
        kinds = (
            [code for code in known if days[code] <= _SHORT],
            [code for code in known if _SHORT < days[code] <= _MIDDLE],
            [code for code in known if days[code] > _MIDDLE],
        )
        short = kinds[0] or kinds[1]
        if short and (self.wave.steady or self._is_late):
            return short
        return self.dice.choices(kinds, _LENGTHS)[0] or known

    @cached_property
    def _is_late(self) -> bool:
        """Whether the end is too near for what takes long."""
        try:
            self.world.period.after(self.entered_on, _LAST_DAYS)
        except PeriodOver:
            return True
        return False

    @cached_property
    def _neighbour(self) -> str:
        """The one other district in which citizens of this wave live."""
        others = sorted(code for code in self.world.places.communes if code != self.wave.pair.district)
        return self.dice.choice(others) if others else self.wave.pair.district

    def _send_in(self) -> None:
        """The clerk takes over what was sent, next morning it is handed in, and the agency's clock starts."""
        sent = [case for case in self.acts.cases if case.out]
        if not sent:
            return
        codes = [case.out for case in sent]
        period = self.world.period
        evening = period.at(self.entered_on, 16, 50)
        self.acts.scan(self._counter(self.entered_on), [(code, "accept", {}) for code in codes], evening)
        day = period.after(self.entered_on)
        missing = self.acts.hand_over(self._counter(day), self._desk(day), codes, day, 8)
        self.acts.read_again(sent)
        self.acts.scan(self._counter(day), [(code, "report_missing", {}) for code in missing], period.at(day, 16))

    def _fetch(self) -> date:
        """Results come by their appointment, a few late; the clerk fetches them on the last day of appointment.

        What is due after the period stays open. Gives the day of the trip.
        """
        period = self.world.period
        due: dict[str, date] = {
            case.code: clock.day_of(case.due_at)
            for case in self.acts.cases
            if case.state == DossierState.RECEIVED and case.due_at and clock.day_of(case.due_at) <= period.last
        }
        if not due:
            raise PeriodOver
        trip = max(due.values())
        ready = [case for case in self.acts.cases if case.code in due]
        moments = [(case, self._finished(due[case.code], trip)) for case in ready]
        desk = self._desk(trip)
        self.acts.move(desk.actor, "finish", moments)
        ready_codes = [case.home for case in ready if case.home]
        missing = self.acts.hand_over(desk, self._counter(trip), ready_codes, trip, 14)
        if missing and self.dice.random() < _LEFT_ON_DESK:
            day = period.after(trip)
            self.acts.hand_over(self._desk(day), self._counter(day), missing, day, 7)
        elif missing:
            self.acts.scan(desk, [(code, "report_missing", {}) for code in missing], period.at(trip, 16))
        return trip

    def _finished(self, due: date, trip: date) -> datetime:
        late = self.dice.random() > _ON_TIME
        return self.world.period.at(trip, 13, 30) if late else self.world.period.at(due, 10, 30)

    def _deliver_all(self, trip: date) -> None:
        office = self.wave.pair.post_office
        ready = [case for case in self.acts.cases if self.acts.items.get(case.home) == ItemState.ACCEPTED]
        with suppress(PeriodOver):
            here = [case for case in ready if case.destination == office]
            self._deliver(office, here, self.world.period.after(trip))
        with suppress(PeriodOver):
            for other in sorted({case.destination for case in ready} - {office}):
                there = [case for case in ready if case.destination == other]
                self._deliver(other, there, self._carry(other, there, trip))

    def _carry(self, office: str, cases: Sequence[Case], day: date) -> date:
        """Through the provincial post to another district; gives the day after it came there."""
        period = self.world.period
        codes = [case.home for case in cases]
        on: list[Said] = [(code, "dispatch", {"to": PROVINCIAL_POST}) for code in codes]
        self.acts.scan(self._counter(day), on, period.at(day, 16, 30))
        day = period.after(day)
        passed: list[Said] = []
        for code in codes:
            passed += [(code, "arrive", {}), (code, "dispatch", {"to": office})]
        self.acts.scan(self._counter(day, PROVINCIAL_POST), passed, period.at(day, 8, 10))
        self.acts.scan(self._counter(day, office), [(code, "arrive", {}) for code in codes], period.at(day, 15))
        return period.after(day)

    def _deliver(self, office: str, cases: Sequence[Case], day: date) -> None:
        """Two rounds of the postman; what stays is held for the citizen or goes back to the agency."""
        period = self.world.period
        left = self._round(office, {case.home: case for case in cases}, day, _FIRST_TRY)
        if not left:
            return
        day = period.after(day)
        left = self._round(office, left, day, _SECOND_TRY)
        held = {code: case for code, case in left.items() if self.dice.random() < _HELD}
        counter = self._counter(day, office)
        self.acts.scan(counter, [(code, "hold", {}) for code in held], period.at(day, 16, 55))
        self._send_back(counter, [code for code in left if code not in held], day)
        day = period.after(day, 3)
        fetched = {code: case for code, case in held.items() if self.dice.random() < _FETCHED}
        handed = [(code, "deliver", self._proof(case)) for code, case in fetched.items()]
        self.acts.scan(self._counter(day, office), handed, period.at(day, 10))

    def _round(self, office: str, cases: Mapping[str, Case], day: date, chance: float) -> dict[str, Case]:
        """A day on the road, sent by the phone in the evening with the age of every act; gives what came back."""
        evening = self.world.period.at(day, 16, 40)
        said: list[Said] = []
        back: dict[str, Case] = {}
        for code, case in cases.items():
            said.append((code, "take_out", {"age_ms": self.dice.randint(500, 530) * _MINUTE_MS}))
            age = {"age_ms": self.dice.randint(60, 480) * _MINUTE_MS}
            if self.dice.random() < chance:
                said.append((code, "deliver", {**age, **self._proof(case)}))
            else:
                back[code] = case
                said.append((code, "fail", {**age, "reason": self.dice.choice(_REASONS), "measure": "retry"}))
                said.append((code, "arrive", {"age_ms": 5 * _MINUTE_MS}))
        self.acts.scan(Side(self.world.staff.of(office, Role.POSTMAN, day), office), said, evening)
        return back

    def _proof(self, case: Case) -> dict[str, object]:
        return {"proof": people.shown(self.dice, case.applicant, case.token)}

    def _send_back(self, counter: Side, codes: Sequence[str], day: date) -> None:
        """Undeliverable results go back to the desk they came from, against its signature."""
        if not codes:
            return
        period = self.world.period
        self.acts.scan(counter, [(code, "send_back", {}) for code in codes], period.at(day, 16, 58))
        day = period.after(day)
        if counter.office != self.post_office:
            home: list[Said] = [(code, "dispatch", {"to": self.post_office}) for code in codes]
            self.acts.scan(counter, home, period.at(day, 7, 30))
            self.acts.scan(self._counter(day), [(code, "arrive", {}) for code in codes], period.at(day, 15, 30))
            day = period.after(day)
        self.acts.hand_over(self._counter(day), self._desk(day), codes, day, 9)

    def _give_back(self, trip: date) -> None:
        """The morning after the trip, the desk hands out the results that nobody wanted brought."""
        period = self.world.period
        closed: list[tuple[Case, datetime]] = []
        for case in self.acts.cases:
            if case.state == DossierState.FINISHED and not case.home:
                with suppress(PeriodOver):
                    closed.append((case, period.at(period.after(trip), 8, 10)))
        self.acts.move(self._desk(trip).actor, "give_back", closed)

    def _ask_how_it_was(self, trip: date) -> None:
        """Some of those who have their result answer the one question a few days later."""
        at = self.world.period.at(self.world.period.after(trip, _UNTIL_ASKED), 19, self.dice.randint(0, 59))
        self.acts.read_again(self.acts.cases)
        over = [
            case
            for case in self.acts.cases
            if case.state == DossierState.GIVEN_BACK or self.acts.items.get(case.home) == ItemState.DELIVERED
        ]
        answers = []
        for case in over:
            if self.dice.random() < _ANSWERS:
                score = self.dice.choices((1, 2, 3, 4, 5), _SCORES)[0]
                answers.append(Answer(case.pk, score, people.opinion(self.dice, score)))
        if answers:
            self.acts.rate(answers, at)

    def _count(self) -> None:
        self.acts.read_again(self.acts.cases)
        for case in self.acts.cases:
            self.world.counts[f"dossier {case.state}"] += 1
        for state in self.acts.items.values():
            self.world.counts[f"item {state}"] += 1
