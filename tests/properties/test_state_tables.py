"""The tables of moves: the same in Python, in the migrations and in the database, and sound in themselves."""

from importlib import import_module

import pytest
from django.conf import settings

from delegation.dossiers import states as dossiers
from delegation.establishment import states as establishment
from delegation.mandates import states as mandates
from postal_services.ledger.edges import Edge
from postal_services.ledger.models import LegalEdge
from tracking.cash import states as cash
from tracking.custody import states as custody
from tracking.incidents import states as incidents
from tracking.journey import states as journey
from tracking.pickups import states as pickups
from tracking.reports import states as reports
from tracking.rollout import states as rollout
from tracking.rounds import states as rounds

TABLES = {
    custody.ITEM: custody.ITEM_EDGES,
    custody.HAND_OVER: custody.HAND_OVER_EDGES,
    custody.BAG: custody.BAG_EDGES,
    dossiers.MACHINE: dossiers.EDGES,
    mandates.MACHINE: mandates.EDGES,
    cash.TAKING: cash.TAKING_EDGES,
    cash.CHARGE: cash.CHARGE_EDGES,
    cash.CASH_DAY: cash.CASH_DAY_EDGES,
    cash.RECONCILIATION: cash.RECONCILIATION_EDGES,
    rounds.ROUND: rounds.ROUND_EDGES,
    pickups.PICKUP: pickups.PICKUP_EDGES,
    incidents.INCIDENT: incidents.INCIDENT_EDGES,
    incidents.COMPLAINT: incidents.COMPLAINT_EDGES,
    incidents.COMPENSATION: incidents.COMPENSATION_EDGES,
    establishment.APPOINTMENT: establishment.APPOINTMENT_EDGES,
    establishment.DEVICE: establishment.DEVICE_EDGES,
    establishment.PUBLICATION: establishment.PUBLICATION_EDGES,
    establishment.TRAINING: establishment.TRAINING_EDGES,
    establishment.OPENING: establishment.OPENING_EDGES,
    journey.RATING: journey.RATING_EDGES,
    rollout.RULE: rollout.RULE_EDGES,
    rollout.OBSTACLE: rollout.OBSTACLE_EDGES,
    rollout.ACCEPTANCE: rollout.ACCEPTANCE_EDGES,
    rollout.REMINDER: rollout.REMINDER_EDGES,
    rollout.READINESS: rollout.READINESS_EDGES,
    rollout.TASK: rollout.TASK_EDGES,
    rollout.STATEMENT: rollout.STATEMENT_EDGES,
    reports.REPORT: reports.REPORT_EDGES,
}
STATES: dict[str, set[str]] = {
    custody.ITEM: set(custody.ItemState.values),
    custody.HAND_OVER: set(custody.HandOverState.values),
    custody.BAG: set(custody.BagState.values),
    dossiers.MACHINE: {str(state) for state in dossiers.DossierState.values},
    mandates.MACHINE: set(mandates.MandateState.values),
    cash.TAKING: set(cash.TakingState.values),
    cash.CHARGE: set(cash.ChargeState.values),
    cash.CASH_DAY: set(cash.DayState.values),
    cash.RECONCILIATION: set(cash.ReconciliationState.values),
    rounds.ROUND: set(rounds.RoundState.values),
    pickups.PICKUP: set(pickups.PickupState.values),
    incidents.INCIDENT: set(incidents.IncidentState.values),
    incidents.COMPLAINT: set(incidents.ComplaintState.values),
    incidents.COMPENSATION: set(incidents.CompensationState.values),
    establishment.APPOINTMENT: set(establishment.AppointmentState.values),
    establishment.DEVICE: set(establishment.DeviceState.values),
    establishment.PUBLICATION: set(establishment.PublicationState.values),
    establishment.TRAINING: set(establishment.TrainingState.values),
    establishment.OPENING: set(establishment.OpeningState.values),
    journey.RATING: set(journey.RatingState.values),
    rollout.RULE: set(rollout.RuleState.values),
    rollout.OBSTACLE: set(rollout.ObstacleState.values),
    rollout.ACCEPTANCE: set(rollout.AcceptanceState.values),
    rollout.REMINDER: set(rollout.ReminderState.values),
    rollout.READINESS: set(rollout.ReadinessState.values),
    rollout.TASK: set(rollout.TaskState.values),
    rollout.STATEMENT: set(rollout.StatementState.values),
    reports.REPORT: set(reports.ReportState.values),
}


@pytest.mark.parametrize("row", settings.STATE_TABLES, ids=lambda row: row[0])
def test_every_table_that_is_drawn_is_held_against_the_database_here(row: tuple[str, str, str, str]) -> None:
    assert getattr(import_module(row[1]), row[2]) in TABLES.values()


@pytest.mark.django_db
@pytest.mark.parametrize("machine", TABLES)
def test_the_database_lets_through_exactly_the_moves_of_the_state_table(machine: str) -> None:
    rows = LegalEdge.objects.filter(machine=machine).values_list("from_state", "action", "to_state", "forced")
    assert {Edge(*row) for row in rows} == set(TABLES[machine])


@pytest.mark.django_db
def test_no_machine_in_the_database_is_without_a_table_here() -> None:
    assert set(LegalEdge.objects.values_list("machine", flat=True)) == set(TABLES)


@pytest.mark.parametrize("machine", TABLES)
def test_every_state_has_a_name_and_can_be_reached_from_the_start(machine: str) -> None:
    reached, grown = {""}, True
    while grown:
        more = reached | {edge.to_state for edge in TABLES[machine] if edge.from_state in reached}
        grown, reached = more != reached, more
    assert reached - {""} == STATES[machine]


def test_from_an_end_nothing_moves_an_item_but_a_correction() -> None:
    moving = {
        edge for edge in custody.ITEM_EDGES if edge.from_state in custody.FINAL and edge.to_state != edge.from_state
    }
    assert {edge.action for edge in moving} == {"correct"}
    assert {edge.from_state for edge in moving} == custody.FINAL


def test_every_open_state_can_come_to_an_end() -> None:
    for state in custody.OPEN:
        reached, grown = {state}, True
        while grown:
            more = reached | {e.to_state for e in custody.ITEM_EDGES if e.from_state in reached and not e.forced}
            grown, reached = more != reached, more
        assert reached & custody.FINAL, state


@pytest.mark.parametrize("action", [action for action in custody.Action if action not in ("find", "correct")])
def test_an_act_leads_from_a_state_to_one_place_only(action: str) -> None:
    for state in custody.ItemState.values:
        ways = {edge for edge in custody.ITEM_EDGES if (edge.from_state, edge.action) == (state, action)}
        assert len(ways) <= 1
        after = next(iter(ways)).to_state if ways and not next(iter(ways)).forced else None
        assert custody.next_state(state, action) == after


def test_every_move_can_be_taken_back_to_where_it_came_from() -> None:
    for move in custody.MOVES:
        assert custody.can_be_taken_back(move.to_state, move.from_state)
    assert not custody.can_be_taken_back("missing", "accepted")
