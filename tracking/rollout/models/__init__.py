"""What a directive asks of whom, by which rules it is judged, and what those who are asked and the province do."""

from .acceptances import Acceptance
from .directives import Ask, Directive, Measure, Rule, Target
from .obstacles import Obstacle, ObstacleKind
from .readiness import Readiness
from .reminders import Reminder
from .statements import Statement, WhyNot
from .tasks import TaskReport

__all__ = [
    "Acceptance",
    "Ask",
    "Directive",
    "Measure",
    "Obstacle",
    "ObstacleKind",
    "Readiness",
    "Reminder",
    "Rule",
    "Statement",
    "Target",
    "TaskReport",
    "WhyNot",
]
