"""Addresses of what districts and the province do; they stand before those that begin with any directive."""

from django.urls import path

from tracking.rollout.api import acts, obstacles, tasks

_ASK = "rollout/<str:directive>/<str:ask>"
_TARGET = f"{_ASK}/targets/<str:code>"

urlpatterns = [
    path("rollout/obstacles", obstacles.ObstaclesView.as_view(), name="obstacles"),
    path("rollout/obstacles/<str:code>", obstacles.ObstacleView.as_view(), name="obstacle"),
    path("rollout/obstacles/<str:code>/assignment", obstacles.AssignmentView.as_view(), name="obstacle-assignment"),
    path("rollout/obstacles/<str:code>/answer", obstacles.AnswerView.as_view(), name="obstacle-answer"),
    path("rollout/obstacles/<str:code>/closure", obstacles.ClosureView.as_view(), name="obstacle-closure"),
    path("rollout/obstacles/<str:code>/reopening", obstacles.ReopeningView.as_view(), name="obstacle-reopening"),
    path("rollout/tasks", tasks.TasksView.as_view(), name="rollout-tasks"),
    path(f"{_ASK}/reminders", acts.RemindersView.as_view(), name="rollout-reminders"),
    path(f"{_ASK}/readiness", acts.ReadinessView.as_view(), name="rollout-readiness"),
    path(f"{_TARGET}/obstacles", obstacles.ReportView.as_view(), name="target-obstacles"),
    path(f"{_TARGET}/acceptance", acts.AcceptanceView.as_view(), name="target-acceptance"),
    path(
        f"{_TARGET}/acceptance/withdrawal",
        acts.AcceptanceWithdrawalView.as_view(),
        name="target-acceptance-withdrawal",
    ),
    path(f"{_TARGET}/readiness/withdrawal", acts.ReadinessWithdrawalView.as_view(), name="target-readiness-withdrawal"),
    path(f"{_TARGET}/statements", acts.StatementsView.as_view(), name="target-statements"),
    path(f"{_TARGET}/task", tasks.TaskView.as_view(), name="target-task"),
    path(f"{_TARGET}/task/report", tasks.TaskReportView.as_view(), name="target-task-report"),
    path(f"{_TARGET}/task/verdict", tasks.TaskVerdictView.as_view(), name="target-task-verdict"),
    path(f"{_TARGET}/task/withdrawal", tasks.TaskWithdrawalView.as_view(), name="target-task-withdrawal"),
]
