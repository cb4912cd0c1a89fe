"""Addresses of the floor's own calls. A name is the path with dashes; devices are let in by these names."""

from django.urls import path

from postal_services.api import documents, endpoints

urlpatterns = [
    path("v1/tokens", endpoints.TokensView.as_view(), name="tokens"),
    path("v1/tokens/current", endpoints.CurrentTokenView.as_view(), name="token-current"),
    path("v1/devices", endpoints.DevicesView.as_view(), name="devices"),
    path("v1/devices/enrolment", endpoints.DeviceEnrolmentView.as_view(), name="device-enrolment"),
    path("v1/devices/enrolment-codes", endpoints.EnrolmentCodesView.as_view(), name="enrolment-codes"),
    path("v1/devices/<uuid:device>", endpoints.DeviceView.as_view(), name="device"),
    path("v1/devices/<uuid:device>/key", endpoints.DeviceKeyView.as_view(), name="device-key"),
    path("v1/schema", documents.SchemaView.as_view(), name="schema"),
    path("v1/docs", documents.docs, name="docs"),
    path("problems", documents.problems, name="problems"),
    path("problems/<slug:code>", documents.problem, name="problem"),
]
