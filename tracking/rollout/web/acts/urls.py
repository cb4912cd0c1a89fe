"""Addresses of what districts and the province do; they stand before those of the public pages."""

from django.urls import path

from tracking.rollout.web.acts import lists, obstacles, reminders, targets

_ASK = "trien-khai/<str:directive>/<str:ask>"

urlpatterns = [
    path("trien-khai/vuong-mac", obstacles.listed, name="obstacles"),
    path("trien-khai/vuong-mac/<str:code>", obstacles.detail, name="obstacle"),
    path("trien-khai/vuong-mac/<str:code>/tep", obstacles.file, {"which": "tep"}, name="obstacle-file"),
    path("trien-khai/vuong-mac/<str:code>/tep-tra-loi", obstacles.file, {"which": "tra-loi"}, name="answer-file"),
    path("trien-khai/vuong-mac/<str:code>/<slug:act>", obstacles.act, name="obstacle-act"),
    path("trien-khai/cua-toi", reminders.mine, name="mine"),
    path("trien-khai/loi-nhac", reminders.listed, name="reminders"),
    path("trien-khai/loi-nhac/<uuid:reminder>/cat", targets.put_away, name="reminder-away"),
    path("trien-khai/tep/<slug:kind>/<uuid:pk>", targets.document, name="document"),
    path("trien-khai/mau/xa-san-sang.csv", lists.sample, name="ready-sample"),
    path(f"{_ASK}/nhac", targets.reminder_many, name="remind-many"),
    path(f"{_ASK}/san-sang", lists.ready_list, name="ready-list"),
    path(f"{_ASK}/<str:unit>/vuong-mac/moi", obstacles.report, name="obstacle-new"),
    path(f"{_ASK}/<str:unit>/nghiem-thu", targets.acceptance, name="acceptance"),
    path(f"{_ASK}/<str:unit>/nhac", targets.reminder, name="remind"),
    path(f"{_ASK}/<str:unit>/san-sang", targets.ready, name="ready"),
    path(f"{_ASK}/<str:unit>/nhiem-vu", targets.task, name="task"),
    path(f"{_ASK}/<str:unit>/thong-ke", targets.statement, name="statement"),
]
