"""Who is appointed to the offices of a target on a day, and who of them has been trained."""

from collections.abc import Iterable, Iterator
from datetime import date

from .facts import Known
from .lines import History


def held(known: Known, offices: Iterable[str], day: date) -> list[History]:
    """The appointments to ``offices`` that were held on ``day``."""
    found = known.those(offices, day)
    return [each for office in found for each in office.appointments if _is_held(each, day)]


def people(known: Known, day: date) -> frozenset[str]:
    """Identifiers of those appointed at the committee's desk and at its post offices on ``day``."""
    offices = (known.asked.place.committee, *known.post_offices(day))
    return frozenset(str(each.first().data.get("user")) for each in held(known, offices, day))


def trained(known: Known, day: date) -> frozenset[str]:
    """Identifiers of those who took part in a training that stands on ``day``."""
    told = (each for office in known.offices.values() for each in office.trainings)
    standing = (each for each in told if each.state(day) == "recorded")
    return frozenset(str(person) for each in standing for person in each.first().data.get("people", ()))


def staff_days(known: Known) -> Iterator[date]:
    """The days on which who is appointed may change."""
    yield from known.office_days()
    for office in known.offices.values():
        for history in office.appointments:
            yield from history.days
            for line in history.lines:
                yield from (day for name in ("from", "to") if (day := _day(line.data.get(name))))


def _is_held(appointment: History, day: date) -> bool:
    """From its first day to before its last; relieved from the day that says so."""
    last = appointment.last(day)
    if last is None:
        return False
    begins, ends = _day(appointment.first().data.get("from")), _day(last.data.get("to"))
    if begins and day < begins:
        return False
    return day < ends if ends else last.to_state == "held"


def _day(text: object) -> date | None:
    """A day of a line; None where the line names none."""
    if not isinstance(text, str) or not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
