"""Addresses of the citizen's pages and of the hotline desk."""

from django.urls import path

from . import hotline, ratings, views, wishes

app_name = "journey"
urlpatterns = [
    path("t/<str:token>/yeu-cau", wishes.wishes, name="wishes"),
    path("t/<str:token>/danh-gia", ratings.rate, name="rate"),
    path("t/<path:token>", views.journey, name="journey"),
    path("T/<path:token>", views.journey, name="journey-printed"),
    path("tra-cuu", views.look_up, name="lookup"),
    path("tong-dai", hotline.desk, name="hotline"),
    path("tong-dai/<uuid:dossier>", hotline.case, name="hotline-case"),
    path("tong-dai/<uuid:dossier>/yeu-cau", hotline.wish, name="hotline-wish"),
    path("tong-dai/<uuid:dossier>/danh-gia", hotline.rate, name="hotline-rate"),
    path("danh-gia", ratings.ratings, name="ratings"),
]
