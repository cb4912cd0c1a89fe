"""Addresses of mandates on the screen."""

from django.urls import path

from delegation.mandates.web import views

app_name = "mandates"
urlpatterns = [
    path("van-ban/", views.mandate_list, name="list"),
    path("van-ban/moi", views.mandate_draft, name="draft"),
    path("van-ban/<uuid:mandate>", views.mandate_detail, name="detail"),
    path("van-ban/<uuid:mandate>/<slug:act>", views.mandate_act, name="act"),
]
