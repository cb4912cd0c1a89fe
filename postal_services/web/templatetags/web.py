"""``{% load web %}``: how things are written and drawn on every page of the house."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField
from django.http import QueryDict
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from postal_services.web import formats, looks

register = template.Library()

SHORT_WORD = 22
"""Letters that stay on one line in a tag."""


@register.filter
def vnd(amount: int | Decimal | str | None) -> str:
    """Whole đồng: ``26.000 ₫``."""
    return formats.vnd(amount)


@register.filter
def grouped(number: int | None) -> str:
    """A whole number in the language of the page: ``1.234``, in English ``1,234``."""
    return formats.DASH if number is None else formats.count(int(number))


@register.filter
def percent(whole: int | None) -> str:
    """Whole per cent: ``76 %``, in English ``76%``."""
    return formats.DASH if whole is None else formats.percent(whole)


@register.filter
def tenths(number: float | None) -> str:
    """A number with at most one decimal: ``14,6``, in English ``14.6``."""
    return formats.DASH if number is None else formats.tenths(float(number))


@register.filter
def vn_date(day: date | datetime | None) -> str:
    """A day: ``31/12/2019``."""
    return formats.vn_date(day)


@register.filter
def vn_datetime(instant: datetime | None) -> str:
    """An instant: ``14:05 ngày 31/12/2019``."""
    return formats.vn_datetime(instant)


@register.filter
def duration(span: timedelta | float | None) -> str:
    """A span of time: ``3 giờ``; numbers are seconds."""
    return formats.duration(span)


@register.filter
def working_days(days: int | None) -> str:
    """Working days to a deadline: ``còn 2 ngày làm việc``."""
    return formats.working_days(days)


@register.filter
def s10(code: str | None) -> str:
    """An S10 code in groups: ``HC 473 124 829 VN``."""
    return formats.s10(code)


@register.filter
def phone(number: str | None) -> str:
    """A phone number in groups: ``0905 000 001``."""
    return formats.phone(number)


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of the sprite; without ``label`` it is decoration and not read out."""
    address = f"{static('web/icons.svg')}#{name}"
    classes = f"icon {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}" focusable="false"><use href="{}"></use></svg>',
            classes,
            label,
            address,
        )
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', classes, address
    )


@register.simple_tag
def state_tag(state: Any, label: str = "") -> SafeString:
    """A state as icon, word and colour together."""
    look = looks.look_of(state, label)
    return tag(look.word, look.colour, look.icon)


@register.simple_tag
def tag(word: str, colour: str = "quiet", icon_name: str = "info") -> SafeString:
    """A tag that is not a state: own word, colour and icon."""
    names = f"tag--{colour} tag--short" if len(word) <= SHORT_WORD else f"tag--{colour}"
    return format_html('<span class="tag {}">{}<span>{}</span></span>', names, icon(icon_name), word)


@register.simple_block_tag(end_name="endfold")
def fold(content: str, name: str, title: str, note: Any = "", *, is_open: Any = False) -> SafeString:
    """A part of a page: heading and content at a desk and on paper, on a phone one row that opens.

    ``name`` is its place in addresses (``#name``), ``note`` what the closed row says beside its ``title``, which is
    said in the language of the page.
    """
    title = _(title)
    heading = format_html('<h2 class="govuk-heading-m fold__title" id="{}-ten">{}</h2>', name, title)
    row = format_html(
        '<summary class="fold__head"><span class="fold__words">{}</span><span class="fold__note">{}</span>{}</summary>',
        title,
        note,
        icon("unfold"),
    )
    return format_html(
        '<section class="fold" aria-labelledby="{0}-ten">{1}<details class="fold__details"{2}>{3}'
        '<div class="fold__body" id="{0}">{4}</div></details></section>',
        name,
        heading,
        SafeString(" open") if is_open else "",
        row,
        SafeString(content),
    )


@register.simple_tag
def simulated(thing: Any) -> SafeString:
    """A tag beside what is played and not lived (its ``is_simulated``); nothing beside everything else."""
    return tag(_("Mô phỏng"), "yellow", "info") if getattr(thing, "is_simulated", False) else SafeString("")


@register.simple_tag(takes_context=True)
def query_string(context: Context, **changes: Any) -> str:
    """The page's query with ``changes``; ``None`` takes a key out, everything else keeps its place."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def sort_header(context: Context, label: str, key: str, css: str = "", default: str = "") -> SafeString:
    """A column head that sorts by ``key`` and back again, keeps every filter, and starts from the first page.

    The order is the query's ``sort`` (``-key`` is descending); ``default`` is the order of a page without one.
    """
    request = context.get("request")
    current = (request.GET.get("sort", "") if request is not None else "") or default
    rising, falling = current == key, current == f"-{key}"
    address = query_string(context, sort=f"-{key}" if rising else key, cursor=None, page=None)
    order = "ascending" if rising else "descending" if falling else "none"
    arrow = "up" if rising else "down" if falling else "sort"
    return format_html(
        '<th scope="col" class="{}" aria-sort="{}"><a class="sort" href="{}">{}{}</a></th>',
        css,
        order,
        address,
        label,
        icon(arrow),
    )


@register.simple_tag
def field(bound: BoundField, template_name: str = "") -> SafeString:
    """A field with label, hint, error and input, as ``{{ form.name.as_field_group }}`` writes it."""
    return SafeString(bound.render(template_name=template_name) if template_name else bound.as_field_group())


@register.simple_tag
def share(part: int, whole: int) -> str:
    """A share for people: ``12/17 (71 %)``; nothing of nothing is a dash."""
    if not whole:
        return formats.DASH
    return _("%(part)s/%(whole)s (%(percent)s %%)") % {
        "part": formats.count(part),
        "whole": formats.count(whole),
        "percent": round(100 * part / whole),
    }
