"""Addresses of the partners' pages, below ``/doi-tac/``."""

from django.urls import path

from integrations.web import views

app_name = "integrations"
urlpatterns = [
    path("", views.overview, name="deliveries"),
    path("moi", views.new_partner, name="new-partner"),
    path("dia-chi/<uuid:endpoint>", views.endpoint, name="endpoint"),
    path("dia-chi/<uuid:endpoint>/khoa", views.rotate, name="rotate"),
    path("dia-chi/<uuid:endpoint>/tat", views.switch_off, name="switch-off"),
    path("dia-chi/<uuid:endpoint>/bat", views.switch_on, name="switch-on"),
    path("dia-chi/<uuid:endpoint>/thu", views.ping, name="ping"),
    path("dia-chi/<uuid:endpoint>/gui-lai", views.replay_all, name="replay-all"),
    path("tin/<uuid:delivery>", views.delivery, name="delivery"),
    path("tin/<uuid:delivery>/gui-lai", views.replay, name="replay"),
    path("thong-bao/<uuid:notice>/da-xem", views.notice_seen, name="notice-seen"),
    path("ma/<slug:code>", views.partner, name="partner"),
    path("ma/<slug:code>/khoa", views.issue_key, name="issue-key"),
    path("ma/<slug:code>/thu-hoi-khoa", views.revoke_keys, name="revoke-keys"),
    path("ma/<slug:code>/dia-chi-moi", views.new_endpoint, name="new-endpoint"),
]
