"""Addresses of the citizen's pages and of the hotline desk."""

from django.urls import path

from . import hotline, views

app_name = "journey"
urlpatterns = [
    path("t/<path:token>", views.journey, name="journey"),
    path("T/<path:token>", views.journey, name="journey-printed"),
    path("tra-cuu", views.look_up, name="lookup"),
    path("tong-dai", hotline.desk, name="hotline"),
    path("tong-dai/<uuid:dossier>", hotline.case, name="hotline-case"),
]
