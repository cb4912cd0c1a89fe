"""Addresses of this wing's calls, below ``/api/v1/``."""

from django.urls import path

from integrations.api import views

urlpatterns = [
    path("partners", views.PartnersView.as_view(), name="partners"),
    path("partners/endpoints", views.EndpointsView.as_view(), name="partner-endpoints"),
    path("partners/endpoints/<uuid:endpoint>", views.EndpointView.as_view(), name="partner-endpoint"),
    path(
        "partners/endpoints/<uuid:endpoint>/secrets",
        views.EndpointSecretsView.as_view(),
        name="partner-endpoint-secrets",
    ),
    path(
        "partners/endpoints/<uuid:endpoint>/disablement",
        views.EndpointDisablementView.as_view(),
        name="partner-endpoint-disablement",
    ),
    path("partners/endpoints/<uuid:endpoint>/pings", views.EndpointPingsView.as_view(), name="partner-endpoint-pings"),
    path(
        "partners/endpoints/<uuid:endpoint>/replays",
        views.EndpointReplaysView.as_view(),
        name="partner-endpoint-replays",
    ),
    path("partners/deliveries", views.DeliveriesView.as_view(), name="partner-deliveries"),
    path("partners/deliveries/<uuid:delivery>", views.DeliveryView.as_view(), name="partner-delivery"),
    path("partners/deliveries/<uuid:delivery>/replay", views.DeliveryReplayView.as_view(), name="partner-replay"),
    path("partners/<slug:code>/keys", views.PartnerKeysView.as_view(), name="partner-keys"),
]
