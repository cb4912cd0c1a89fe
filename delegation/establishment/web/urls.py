"""Addresses of offices' establishment for people."""

from django.urls import path

from delegation.establishment.web import devices, places, publications, staff, trainings, views

app_name = "establishment"
urlpatterns = [
    path("co-so", views.office_list, name="list"),
    path("co-so/van-ban/niem-yet/<uuid:publication>", publications.document, name="publication-document"),
    path("co-so/van-ban/tap-huan/<uuid:training>", trainings.document, name="training-document"),
    path("co-so/<str:office>", views.office_detail, name="office"),
    path("co-so/<str:office>/nguoi", staff.appoint_person, name="appoint"),
    path("co-so/<str:office>/nguoi/<uuid:post>/thoi", staff.relieve_person, name="relieve"),
    path("co-so/<str:office>/thiet-bi", devices.new_device, name="device"),
    path("co-so/<str:office>/thiet-bi/<uuid:device>/thu-hoi", devices.revoke, name="revoke"),
    path("co-so/<str:office>/niem-yet", publications.publish, name="publish"),
    path("co-so/<str:office>/niem-yet/<str:procedure>/go", publications.withdraw, name="unpublish"),
    path("co-so/<str:office>/tap-huan", trainings.record, name="train"),
    path("co-so/<str:office>/tap-huan/<uuid:training>", trainings.detail, name="training"),
    path("co-so/<str:office>/tap-huan/<uuid:training>/rut", trainings.withdraw, name="untrain"),
    path("co-so/<str:office>/diem", places.open_place, name="open"),
    path("co-so/<str:office>/dong", places.close_place, name="close"),
    path("ghi-danh", devices.enrol, name="enrol"),
]
