"""Addresses of the visits that fetch papers a case still lacks."""

from django.urls import path

from delegation.dossiers.web import urls as dossiers
from tracking.pickups.web import supplement

app_name = "supplements"
urlpatterns = [
    path("ho-so/cho-bo-sung", supplement.waiting, name="waiting"),
    path(f"ho-so/<{dossiers.CODE}:code>/lay-giay-to", supplement.fetch, name="fetch"),
]
