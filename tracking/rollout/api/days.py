"""Days asked for in the query of a call."""

from datetime import date

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from postal_services import clock
from postal_services.errors import FieldProblem, Invalid

FIRST_YEAR, LAST_YEAR = 1900, 2100

AS_OF = OpenApiParameter("as_of", OpenApiTypes.DATE, description="A day such as `2019-12-31`; today when absent.")
FROM = OpenApiParameter("from", OpenApiTypes.DATE, description="The earlier day, such as `2019-07-09`.", required=True)
TO = OpenApiParameter("to", OpenApiTypes.DATE, description="The later day; today when absent.")


def day(request: Request, name: str = "as_of", *, needed: bool = False) -> date:
    """The day under ``name``, between 1900 and 2100; today when there is none and none is ``needed``.

    Raises :class:`Invalid` for anything else.
    """
    text = request.query_params.get(name, "")
    if not text and not needed:
        return clock.today()
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if not FIRST_YEAR <= found.year <= LAST_YEAR or found.isoformat() != text:
        problem = FieldProblem("not_a_day", "Ngày phải có dạng 2019-12-31.", "The day must look like 2019-12-31.")
        raise Invalid({name: [problem]})
    return found
