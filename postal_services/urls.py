"""Every address of the house; each room brings its own."""

from django.urls import URLPattern, URLResolver, include, path

_calls: list[URLPattern | URLResolver] = [
    path("v1/", include("tracking.custody.api.urls")),  # first: devices call it all day
    path("v1/", include("tracking.journey.api.urls")),
    path("", include("postal_services.api.urls")),
    path("v1/", include("integrations.api.urls")),
    path("", include("delegation.registry.api.urls")),
    path("", include("delegation.establishment.api.urls")),
    path("", include("delegation.mandates.api.urls")),
    path("", include("tracking.custody.api.lodging_urls")),
    path("", include("delegation.dossiers.api.urls")),
    path("v1/", include("tracking.cash.api.urls")),
    path("v1/", include("tracking.rounds.api.urls")),
    path("v1/", include("tracking.pickups.api.urls")),
    path("v1/", include("tracking.incidents.api.urls")),
    path("v1/", include("tracking.measures.api.urls")),
    path("v1/", include("tracking.rollout.api.urls")),
    path("v1/", include("tracking.reports.api.urls")),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tracking.journey.web.urls")),  # first: the page that most people open
    path("api/", include(_calls)),
    path("", include("postal_services.pulse.urls")),
    path("", include("postal_services.web.urls")),
    path("", include("postal_services.accounts.urls")),
    path("doi-tac/", include("integrations.web.urls")),
    path("", include("delegation.registry.web.urls")),
    path("", include("delegation.establishment.web.urls")),
    path("", include("delegation.mandates.web.urls")),
    path("", include("delegation.dossiers.web.urls")),
    path("", include("tracking.custody.web.lodging_urls")),
    path("", include("tracking.custody.web.urls")),
    path("", include("tracking.cash.web.urls")),
    path("", include("tracking.rounds.web.urls")),
    path("", include("tracking.pickups.web.urls")),
    path("", include("tracking.pickups.web.supplement_urls")),
    path("", include("tracking.incidents.web.urls")),
    path("", include("tracking.measures.web.urls")),
    path("", include("tracking.rollout.web.urls")),
    path("", include("tracking.reports.web.urls")),
]

handler400 = "postal_services.api.handlers.bad_request"
handler403 = "postal_services.api.handlers.permission_denied"
handler404 = "postal_services.api.handlers.page_not_found"
handler500 = "postal_services.api.handlers.server_error"
