"""Addresses of the exception desk."""

from django.urls import path

from tracking.incidents.web import acts, papers, views

app_name = "incidents"
urlpatterns = [
    path("viec", views.desk, name="desk"),
    path("viec/bao", acts.report_new, name="report"),
    path("viec/khau", views.stages, name="stages"),
    path("viec/dong-de-rieng", views.set_aside, name="set-aside"),
    path("viec/khieu-nai", acts.complaint_new, name="complaint-new"),
    path("viec/<str:code>", views.detail, name="detail"),
    path("viec/<str:code>/bien-ban.pdf", papers.record, name="record"),
    path("viec/<str:code>/thu-xin-loi.pdf", papers.apology, name="apology"),
    path("viec/<str:code>/<slug:act>", acts.act, name="act"),
    path("boi-thuong/<str:code>/<slug:act>", acts.compensation_act, name="compensation-act"),
]
