"""The house's addresses and the floors'."""

from django.urls import path

from postal_services.urls import handler400, handler403, handler404, handler500
from postal_services.urls import urlpatterns as house
from tests.bench import floor

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("floor/scan", floor.ScanView.as_view()), path("floor/page/<str:token>", floor.page), *house]
