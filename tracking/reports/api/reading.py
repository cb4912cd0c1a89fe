"""Calls that everybody may read by and only those who signed in may act by."""

from collections.abc import Sequence
from typing import Any

from rest_framework.permissions import SAFE_METHODS, AllowAny

from delegation.registry.actors import actor_from
from postal_services.api.views import HouseView
from postal_services.errors import NotThere
from tracking.reports.models import Report


class OpenView(HouseView):
    """Frozen reports are for everybody; acts need a key."""

    def get_permissions(self) -> Sequence[Any]:
        """Reading asks for nothing; what may be seen is decided by the report's state."""
        return (
            [AllowAny()]
            if self.request is not None and self.request.method in SAFE_METHODS
            else super().get_permissions()
        )


def visible(request: Any, code: str) -> Report:
    """The report, as far as the asker may see it. Raises NotThere."""
    rows = Report.objects.visible_to(actor_from(request)).select_related("directive")
    found = rows.filter(code=code.strip().upper()).first()
    if found is None:
        raise NotThere
    return found
