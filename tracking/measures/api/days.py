"""Days and spans as callers name them."""

from datetime import date, timedelta

from rest_framework.request import Request

from postal_services.errors import FieldProblem, Invalid

DAYS = 30
LONGEST = 366
FIRST_YEAR, LAST_YEAR = 1900, 2100


def one_day(request: Request, name: str, otherwise: date) -> date:
    """The day under ``name``; raises Invalid for anything that is none between 1900 and 2100."""
    text = request.query_params.get(name, "")
    if not text:
        return otherwise
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        problem = FieldProblem("not_a_day", "Ngày phải có dạng 2019-12-31.", "The day must look like 2019-12-31.")
        raise Invalid({name: [problem]})
    return found


def require_span(first: date, last: date) -> None:
    """Raises Invalid for a span that ends before it begins, and for more than ``LONGEST`` days."""
    if not timedelta() <= last - first < timedelta(days=LONGEST):
        vi, en = f"Chọn từ 1 đến {LONGEST} ngày.", f"Choose 1 to {LONGEST} days."
        raise Invalid({"from": [FieldProblem("too_long", vi, en)]})
