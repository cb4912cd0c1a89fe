"""Addresses of the rollout: today's board for staff, and the public pages of directives."""

from django.urls import path

from . import coverage, pages, views
from .acts import urls as acts

app_name = "rollout"
urlpatterns = [
    path("bang", views.board, name="board"),
    path("bang/<str:unit>/<slug:figure>", views.behind, name="behind"),
    *acts.urlpatterns,
    path("trien-khai", pages.directives, name="directives"),
    path("trien-khai/<str:directive>", pages.directive, name="directive"),
    path("trien-khai/<str:directive>/<str:ask>", pages.ask, name="ask"),
    path("trien-khai/<str:directive>/<str:ask>/tuong", pages.wall, name="wall"),
    path("trien-khai/<str:directive>/<str:ask>/<str:unit>", pages.sheet, name="sheet"),
    path("trien-khai/<str:directive>/<str:ask>/<str:unit>/dong-so", pages.lines, name="lines"),
    path("trien-khai/<str:directive>/<str:ask>/<str:unit>/do-phu", coverage.coverage_page, name="coverage"),
    path("trien-khai/<str:directive>/<str:ask>/<str:unit>/do-phu.csv", coverage.coverage_csv, name="coverage-csv"),
    path(
        "trien-khai/<str:directive>/<str:ask>/<str:unit>/do-phu/ho-so", coverage.coverage_cases, name="coverage-cases"
    ),
    path("trien-khai/<str:directive>/<str:ask>/<str:unit>/so-lieu/<str:key>", pages.figure, name="figure"),
]
