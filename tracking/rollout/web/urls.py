"""Addresses of the province's board."""

from django.urls import path

from . import views

app_name = "rollout"
urlpatterns = [
    path("bang", views.board, name="board"),
    path("bang/<str:unit>/<slug:figure>", views.behind, name="behind"),
]
