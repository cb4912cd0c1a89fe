"""Numbers that the texts leave open, read with their type; see the table ``Parameter`` for basis and verification."""

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from delegation.registry.editions import Shelf
from delegation.registry.models import Parameter
from delegation.registry.refusals import NoParameter
from postal_services import clock


class Key(StrEnum):
    """Every number that code asks for."""

    TRANSIT_IN_PROVINCE = "transit_days_in_province"
    TRANSIT_INTER_PROVINCE = "transit_days_inter_province"
    DELIVERY_ATTEMPTS = "delivery_attempts"
    HOLD_DAYS = "hold_days"
    HOLD_REMINDER = "hold_reminder_days"
    UNCLAIMED_MONTHS = "unclaimed_months"
    COMPLAINT_MONTHS = "complaint_months"
    COMPLAINT_DAYS_IN_PROVINCE = "complaint_days_in_province"
    COMPLAINT_DAYS_INTER_PROVINCE = "complaint_days_inter_province"
    COMPENSATION_MULTIPLE = "compensation_multiple"
    REAPPOINTMENTS = "reappointments"
    SUPPLEMENT_REQUESTS = "supplement_requests"
    FORM_SET = "form_set"
    RECEIPT_CUT_OFF = "receipt_cut_off"
    TRANSFER_CHARGE = "transfer_charge"
    MAX_WEIGHT = "max_weight_g"
    PROOF_KEEP = "proof_keep_months"
    STAGE_AGENCY_TO_POST = "stage_hours_agency_to_post"
    STAGE_WAITING = "stage_hours_waiting"
    STAGE_TO_PROVINCE = "stage_hours_to_province"
    STAGE_TO_DISTRICT = "stage_hours_to_district"
    STAGE_ON_THE_ROAD = "stage_hours_on_the_road"
    STAGE_ROUND = "stage_hours_round"
    STAGE_RETURN = "stage_hours_return"
    SEARCH_DAYS = "search_days"
    STALE_DAYS = "stale_days"
    INCIDENT_HOURS_HIGH = "incident_hours_high"
    INCIDENT_HOURS_NORMAL = "incident_hours_normal"
    INCIDENT_HOURS_LOW = "incident_hours_low"
    ESCALATION_HOURS = "escalation_hours"
    CODE_STOCK_PERCENT = "code_stock_percent"
    SEAL_REUSE_MONTHS = "seal_reuse_months"
    OBSTACLE_ANSWER = "obstacle_answer_days"
    OBSTACLE_REOPEN = "obstacle_reopen_days"
    OBSTACLE_ESCALATION = "obstacle_escalation_days"
    BACKDATING_DAYS = "backdating_days"
    RATING_CHANGE = "rating_change_days"
    SHEET_WEIGHT_ON_TIME = "sheet_weight_on_time"
    SHEET_WEIGHT_CUT = "sheet_weight_cut"
    SHEET_WEIGHT_SATISFIED = "sheet_weight_satisfied"
    SHEET_WEIGHT_EVIDENCE = "sheet_weight_evidence"
    SHEET_WEIGHT_NOT_LATE = "sheet_weight_not_late"
    SHEET_LEAST_FINISHED = "sheet_least_finished"
    SHEET_LEAST_RATINGS = "sheet_least_ratings"


@dataclass(frozen=True, slots=True)
class Value:
    """One number as it stands on a day."""

    key: str
    text: str
    unit: str
    legal_basis: str
    verified: bool

    @property
    def whole(self) -> int:
        """The value as a whole number of its unit."""
        return int(self.text)

    @property
    def time(self) -> time:
        """The value as a time of day in Vietnam."""
        return time.fromisoformat(self.text)


class Parameters:
    """All values by key, in the order of the day from which they hold."""

    def __init__(self, rows: list[Parameter]) -> None:
        held: defaultdict[str, list[tuple[date, Value]]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: row.valid_from):
            value = Value(row.key, row.value, row.unit, row.legal_basis, row.verified)
            held[row.key].append((row.valid_from, value))
        self._held = dict(held)

    def on(self, key: str, day: date) -> Value:
        """The value of ``key`` in force on ``day``; :class:`NoParameter` when there is none yet."""
        values = self._held.get(str(key), [])
        place = bisect_right(values, day, key=lambda entry: entry[0])
        if not place:
            raise NoParameter(key=str(key), day=f"{day:%d/%m/%Y}")
        return values[place - 1][1]


_shelf: Shelf[Parameters] = Shelf(lambda: Parameters(list(Parameter.objects.all())), "parameters")


def current() -> Parameters:
    """All parameters as of now; one small query when nothing has changed."""
    return _shelf.current()


def value(key: Key, on: date | None = None) -> Value:
    """The value of ``key`` on a day (today when not given) with its legal basis and verification."""
    return current().on(key, on or clock.today())


def whole(key: Key, on: date | None = None) -> int:
    """The value of ``key`` as a whole number of its unit (days, months, times, grams, VND)."""
    return value(key, on).whole
