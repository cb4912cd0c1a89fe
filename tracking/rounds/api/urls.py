"""Addresses of rounds under ``/api/v1/``."""

from django.urls import path

from . import rounds

urlpatterns = [
    path("rounds", rounds.RoundsView.as_view(), name="rounds"),
    path("rounds/<str:code>", rounds.RoundView.as_view(), name="round"),
    path("rounds/<str:code>/departure", rounds.DepartureView.as_view(), name="round-departure"),
    path("rounds/<str:code>/items", rounds.RoundItemsView.as_view(), name="round-items"),
    path("rounds/<str:code>/closing", rounds.ClosingView.as_view(), name="round-closing"),
    path("rounds/<str:code>/list.pdf", rounds.RoundPdfView.as_view(), name="round-list-pdf"),
    path("rounds/<str:code>/stops/<str:item>/delivery", rounds.DeliveryView.as_view(), name="round-delivery"),
    path("rounds/<str:code>/stops/<str:item>/failure", rounds.FailureView.as_view(), name="round-failure"),
]
